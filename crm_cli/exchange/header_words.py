"""The headers people write above their columns, by noun and field, in English, 简体 and 繁體."""

from crm_cli.exchange.header_records import NEEDED, RECORDS

_FIRM = (
    "公司名称, 公司名, 单位全称, 公司寶號, 客戶寶號, 寶號, 客户单位, 客户公司, 公司全名, 店铺名称, 店铺, 商家, 商家名称, 客戶單位, 公司全銜, 客戶全名, 公司, 公司全称, 单位名称, 单位, 企业名称, 企业, 客户名称, 客户名, 客户, 客户全称, 商户名称, 商户, 拜访单位, 走访单位, 受访单位, 拜訪公司, "
    "店名, 门店, 门店名称, 厂名, 机构名称, 名称, 公司名稱, 公司行號, 客戶名稱, 店家, 廠商名稱, 廠商, "
    "company, company name, customer name, firm, firm name, account, account name, business name, "
    "organization, organisation, client, client name, shop, shop name, store"
)
_PERSON = (
    "联系人, 联系人姓名, 主要联系人, 对方联系人, 客户联系人, 找谁, 联系谁, 联系的人, 关键联系人, 主要聯絡人, 承辦窗口, 联络人, 联络人姓名, 客户姓名, 负责人姓名, 对接人, 接洽人, 聯絡人, 聯絡人姓名, 連絡人, 窗口, "
    "contact, contact person, contact name, person, attention, attn, full name"
)
_REP = (
    "跟进人, 业务员, 业务代表, 销售, 销售员, 销售代表, 跟进业务员, 跟单人, 跟单员, 业务经理, 销售人员, 销售顾问, 业务人员, 经手人, 谁打的, 谁跑的, 谁去的, 谁去, 誰去, 谁跟的, 归谁跟, 打电话的人, 负责人, 归属, 归属人, 所属业务员, 所有人, 客户经理, 拜访人, 拜访人员, 拨打人, 拨打人员, 外访人员, 外勤人员, 外勤, 外勤業務, 跑外, 跑外人员, 跑外勤的, 坐席, 承辦人, 業務人員, 業務專員, "
    "員工, 業務, 業務員, 業務代表, 負責業務, owner, sales, salesperson, salesman, sales rep, agent, "
    "assigned to, representative, employee"
)
_DESK = (
    "电话, 联系电话, 手机/座机, 电话号, 总机, 门店电话, 店铺电话, 客服电话, 連絡電話, 電話, 公司總機, 联络电话, 公司电话, 客户电话, 单位电话, 办公电话, 座机, 座机号, 固话, 固定电话, 电话号码, 联系方式, 号码, "
    "备用电话, 其他电话, 更多电话, 电话手机, 手机电话, 聯絡電話, 市話, 公司電話, 總機, 電話號碼, 聯絡方式, "
    "phone, phone number, phone no, tel, tel no, telephone, telephone number, landline, office phone, "
    "work phone, business phone, contact number, other phone"
)
_MOBILE = (
    "手机, 手机号, 手机1, 本人手机, 手機號, 連絡手機, 手机号码, 移动电话, 行動電話, 行動, 手機, 手機號碼, 大哥大, "
    "mobile, mobile phone, mobile number, mobile no, cell, cell phone, cellphone"
)
_EXTENSION = "分机, 分机号, 分机号码, 内线, 分機, 分機號碼, ext, extension number"
_EMAIL = "邮箱, 电子邮箱, 邮件, 电子邮件, 邮箱地址, 電郵, 電子郵件, 信箱, email, e-mail, mail, email address"
_WECHAT = "微信, 微信号, 微信id, 微信帐号, 微信账号, 微信帳號, wechat, weixin, wechat id, wx"
_QQ = "qq, qq号, qq号码, qq帐号"
_LINE = "line, line id, line账号"
_WHATSAPP = "whatsapp, whatsapp number, whats app"
_NOTE = "备注, 说明, 情况说明, 具体情况, 其他, 其它, 補充說明, 备注信息, 附注, 備註, 备注说明, 内容, 跟进内容, 沟通内容, note, notes, remark, remarks, comment, comments, memo"
_DAY = "日期, 时间日期, date, on, day of call, day of visit"
_INTENT = "意向, 意向等级, 意向级, 意向分级, 意向程度, 意願, 意向度, 意向级别, 客户意向, 評級, grade, interest, rating, intent"
_GRADE = _INTENT + ", 等级, 级别, 客户等级, 客户级别, level"
_NEXT_DAY = (
    "下次跟进, 下次跟进日期, 下次跟进时间, 下次联系, 下次联系日期, 下次联系时间, 下次拜访, 下次回访, 下次拜访时间, 下次拜访日期, 下次回访时间, 回访日期, 回访时间, 什么时候再联系, 下回什么时候联系, 下次再去, 再联系时间, 下次聯絡, 下次拜訪日期, 預計下次聯絡, 下次日期, 下次聯絡日期, 下一步日期, 下一步时间, "
    "next day, next date, next contact, next follow up, next follow-up date, follow up date"
)
_NEXT_STEP = "下一步, 下步计划, 下一步工作, 下一步安排, 后续跟进, 跟进计划, 下次做什么, 後續追蹤, 下一步计划, 後續計畫, 后续计划, 下次内容, 下一步动作, next step, next action, next steps, action"
_RESULT = "结果, 成果, 结果怎样, 结果如何, 怎么样, 结果情况, outcome, result, status"
_CREATED = "创建时间, 创建日期, 录入时间, 录入日期, 登记日期, 添加时间, 建立日期, 建檔日期, 建檔日, created, created on, created date, date created, creation date"
_CREATED_BY = "创建人, 录入人, 登记人, 添加人, 建立者, 建檔人, created by, author, entered by"
_TYPED = "录入时间, 录入日期, 登记时间, created, created on, typed at, entered on"
_TYPED_BY = "录入人, created by, typed by, entered by"
_BUILDING = "大厦, 楼宇, 大厦名称, 楼宇名称, 写字楼名称, 园区名称, 辦公大樓, 楼盘, 大楼, 写字楼, 园区, 市场, 楼栋, 商场, 所在大厦, building, tower, block, plaza, office building"
_FLOOR = "楼层, 层数, 楼层数, 层, 楼, 所在楼层, floor, storey, level no"
_UNIT = "房号, 房间号, 门牌号码, 室号房号, 座号, 门牌, 门牌号, 单元, 室, 室号, 铺位, 摊位, 摊位号, 房間, unit, room, room no, suite, unit no, stall"
_SWEEP = "扫楼, 扫街, 扫楼记录, 扫楼号, 掃樓, 掃街, sweep, swept, of sweep"
_HEARD = "听到, 听说, 客户反馈, 客户原话, 反馈, heard, feedback, customer said, what was said"
_COMPETITOR = "竞争对手, 竞品, 竞争品牌, 友商, 竞争者, 对手, 同行, 競爭對手, competitor, competition, rival"
_OBJECTION = "异议, 拒绝原因, 顾虑, 客户顾虑, 为什么不买, 顧慮, 拒绝理由, 反对意见, 抗拒点, 未成交原因, objection, reason for refusal, refusal reason, lost reason"
_WECHAT_ADDED = "加微信, 已加微信, 加微信没有, 有没有加微信, 微信加了没, 加了微信, 是否加微信, 微信添加, 添加微信, wechat added, added wechat"
_SUPPLIER = "供应商, 现有供应商, 现在用谁的, 现在谁供货, 在用品牌, 目前供应商, 现用品牌, 現有廠商, 供應商, supplier, current supplier, vendor, current vendor"
_NEED = "需求, 客户需求, 需求情况, 需求描述, need, needs, demand, requirement, requirements"
_ORDERED = "成交金额, 订单金额, 成交額, 成交金額, 訂單金額, 金额, 金額, order amount"
_STATE = "状态, 状况, 狀態, state, status"

HEADERS: dict[str, dict[str, str]] = {
    "customers": {
        "no": "crm编号, crm number, crm no",
        "id": "uuid, crm id",
        "name": _FIRM,
        "short_name": "简称, 公司简称, 客户简称, 简名, 昵称, 簡稱, abbreviation, nickname, alias",
        "other_names": "曾用名, 其他名称, 别名, 旧名, 原名, 其他名稱, 別名, 舊名, former name, other name, old name, also known as, aka",
        "kind": "类型, 客户类型, 性质, 公司性质, 单位性质, 客户性质, 類別, type, customer type",
        "industry": "行业, 所属行业, 行业分类, 产业, 行业类别, 產業, 產業別, 業種, 主营, 主营业务, 经营范围, sector, trade, line of business",
        "city": "城市, 所在城市, 市, 地市, 縣市, town",
        "district": "区, 区县, 区域, 所属区, 所在区域, 城区, 行政區, 區域, 行政区, 所在区, 所属区域, 地区, 片区, 鄉鎮, area, county, region",
        "address": "地址, 公司地址, 单位地址, 详细地址, 联系地址, 客户地址, 办公地址, 注册地址, 通讯地址, 通訊地址, 营业地址, "
        "street, street address, office address, company address, location",
        "building": _BUILDING,
        "floor": _FLOOR,
        "unit": _UNIT,
        "phone": _DESK + ", phones",
        "extension": _EXTENSION,
        "email": _EMAIL + ", 公司邮箱",
        "website": "网站, 网址, 公司网站, 官网, 主页, 網站, 網址, web, url, web site, homepage, site",
        "wechat": _WECHAT,
        "qq": _QQ,
        "line": _LINE,
        "whatsapp": _WHATSAPP,
        "source": "来源, 客户来源, 信息来源, 渠道, 来源渠道, 來源, lead source, origin, channel",
        "referrer": "介绍人, 推荐人, 转介绍人, 介紹人, referred by, referral, introduced by",
        "owner": _REP.replace("owner, ", "rep, "),
        "team": "团队, 业务组, 部门团队, 小组, 组别, 销售团队, 所属团队, group, sales team",
        "territory": "辖区, 责任区, 销售区域, 负责区域, 轄區, sales area, sales territory, patch",
        "timezone": "时区, 客户时区, 時區, time zone, tz",
        "visit_hours": "拜访时间, 可拜访时间, 来访时间, 接待时间, 拜訪時間, 可拜訪時間, 接待時間, visiting hours, visit hours",
        "stage": "阶段, 客户阶段, 销售阶段, 跟进阶段, 客户状态, 跟进状态, 狀態, status, pipeline stage",
        # 级别 in a list of customers says how big one is, not whether it will buy.
        "grade": _INTENT + ", 等级",
        "value_class": "价值等级, 客户价值, abc, abc类, abc分类, 重要程度, value, class, value grade, customer class",
        "tags": "标签, 客户标签, 标记, 標籤, tag, labels, label",
        "notes": _NOTE,
        "need_state": "需求状态, 有无需求, 需求阶段, need status",
        "need_occasion": "需求场景, 需求场合, 需求时机, 使用场景, 用途, 应用场景, occasion, purpose, use",
        "need_on": "需求日期, 需求时间, 使用日期, 使用时间, 预计采购时间, 采购时间, 到期日, 合同到期, needed on, need date, expected date, renewal date",
        "need_quantity": "数量, 需求量, 用量, 采购量, 月用量, 月采购量, quantity, qty, volume",
        "need_budget": "预算, 采购预算, 预算金额, 預算, budget",
        "need_supplier": _SUPPLIER,
        "need_decides": "决策人, 拍板人, 决定人, 決策者, decision maker, decides, decider",
        "need_influences": "影响人, 影响者, 关键人, influencer, influences",
        "need_executes": "执行人, 经办人, 采购人, 采购员, executes, buyer, purchaser",
        "closed_on": "关闭日期, 關閉日期, 停业日期, 停業日期, 歇业日期, 歇業日期, closed on, closed",
        "closed_reason": "关闭原因, 關閉原因, 停业原因, 停業原因, closed because",
        "created_at": _CREATED,
        "created_by": _CREATED_BY,
        "contact_name": _PERSON,
        "contact_title": "职务, 职位, 职称, 头衔, 联系人职务, 联系人职位, 職稱, 職務, title, job title, position, contact job title",
        "contact_department": "部门, 所在部门, 联系人部门, 部門, department, dept",
        "contact_role": "角色, 联系人角色, 决策角色, role, buying role",
        "contact_phone": "联系人电话, 联系人手机, 联系人手机号, 联系人联系方式, 对接人电话, 个人电话, 負責人電話, 聯絡人電話, "
        "contact mobile, contact tel, direct phone, direct line, personal phone",
        "contact_email": "联系人邮箱, 联系人邮件, 聯絡人信箱, contact e-mail",
        "contact_wechat": "联系人微信, 联系人微信号, 个人微信, contact weixin",
        "contact_qq": "联系人qq, 个人qq",
        "contact_line": "联系人line, 聯絡人line",
        "contact_whatsapp": "联系人whatsapp",
        "contact_notes": "联系人备注, 聯絡人備註",
        "contact_birthday": "生日, 出生日期, 联系人生日, birthday, birth date, date of birth, dob",
    },
    "contacts": {
        "no": "crm编号, crm number, crm no",
        "id": "uuid, crm id",
        "name": "姓名, 名字, " + _PERSON + ", 名称",
        "customer": _FIRM.removesuffix(", 名称").replace("名称, 公司名稱", "公司名稱")
        + ", 所属公司, 所属客户, 工作单位",
        "title": "职务, 职位, 职称, 头衔, 称呼, 職稱, 職務, job title, position",
        "department": "部门, 所在部门, 科室, 部門, dept",
        "reports_to": "上级, 直属上级, 汇报对象, 主管, 上司, manager, supervisor, boss",
        "role": "角色, 决策角色, 影响力, buying role",
        "phone": _DESK + ", phones, " + _MOBILE + ", 联系人电话, 联系人手机",
        "extension": _EXTENSION,
        "email": _EMAIL,
        "wechat": _WECHAT,
        "qq": _QQ,
        "line": _LINE,
        "whatsapp": _WHATSAPP,
        "birthday": "生日, 出生日期, 出生年月, birth date, date of birth, dob",
        "home_town": "籍贯, 家乡, 老家, 祖籍, 籍貫, hometown, native place",
        "school": "学校, 毕业学校, 毕业院校, 母校, 學校, university, college, alma mater",
        "hobbies": "爱好, 兴趣, 兴趣爱好, 嗜好, 興趣, hobby, interests",
        "notes": _NOTE,
        "created_at": _CREATED,
        "created_by": _CREATED_BY,
    },
    "calls": {
        "no": "crm编号, crm number, crm no",
        "id": "uuid, crm id",
        "day": _DAY + ", 通话日期, 打电话日期, 拨打日期, 来电日期, 外呼日期, 通話日期, call date",
        "time": "时间, 时刻, 拨打时刻, 時間, call time",
        "at": "几点, 幾點, 几点打的, 幾點打的, 几点打, 通话时间, 拨打时间, 呼叫时间, 打电话时间, 什么时候打的, 来电时间, 开始时间, 外呼时间, 日期时间, 通話時間, date time, timestamp, called at, start time, started at",
        "direction": "方向, 呼叫方向, 呼叫类型, 通话类型, 呼入呼出, type, call type",
        "customer": _FIRM,
        "contact": _PERSON + ", 接听人, 接电话的人, 谁接的, 通话对象, 姓名, spoke to, spoke with",
        "number": _DESK
        + ", "
        + _MOBILE
        + ", 被叫, 被叫号码, 主叫号码, 拨打号码, 对方号码, 客户号码, 来电号码, dialled, dialed number, caller id, callee",
        "rep": _REP,
        "call_list": "名单, 电话名单, 拨打名单, 外呼名单, 名單, 電話名單, call list, campaign",
        "transferred_to": "转给, 转交给, 转接给, 接手人, 轉給, 轉交給, handed to, handed over to, transferred to",
        "outcome": _RESULT
        + ", 通话结果, 打得怎样, 拨打结果, 电话结果, 沟通结果, 通话情况, 电话情况, 呼叫结果, 接通状态, 通话状态, 拨打状态, 通話結果, disposition, call result, call outcome",
        "talk_seconds": "通话时长, 时长, 通话长度, 打了多久, 聊了多久, 通话秒数, 时长秒, 通话时间秒, 通話時長, 通話秒數, duration, talk time, call duration, length, seconds, "
        "duration seconds, billsec",
        "talk_minutes": "通话分钟, 通话几分钟, 聊了几分钟, 通话分钟数, 几分钟, 分钟, 分钟数, 时长分, 时长分钟, 通话时长分, 通话时长分钟, 通話分鐘, minutes, mins, "
        "duration minutes, minutes talked",
        "grade": _GRADE,
        "amount": _ORDERED,
        "objection": _OBJECTION,
        "reply": "怎么回答, 异议回应, 应对, 回应, 怎麼回答, 異議回應, 回應, reply, how answered",
        "note": _NOTE
        + ", 通话内容, 聊了什么, 聊了什麼, 談話內容, 记一下, 通话记录, 通话备注, 通话小结, summary",
        "wechat_added": _WECHAT_ADDED,
        "heard": _HEARD,
        "competitor": _COMPETITOR,
        "callback": "回拨, 回电时间, 回拨时间, 约定回电, 预约时间, 回電時間, call back, callback at, callback time",
        "next_day": _NEXT_DAY,
        "next_at": "next time, 下一步时刻",
        "next_kind": "next is",
        "next_step": _NEXT_STEP,
        "created_at": _CREATED,
        "created_by": _CREATED_BY,
    },
    "visits": {
        "no": "crm编号, crm number, crm no",
        "id": "uuid, crm id",
        "day": _DAY
        + ", 拜访日期, 来访日期, 陌拜日期, 外访日期, 到访日期, 走访日期, 上门日期, 拜访日, 拜訪日期, visit date, visited on",
        "arrive": "到达, 到达时间, 几点, 幾點, 几点去的, 幾點去的, 几点到的, 幾點到的, 到访时间, 到店时间, 到访时刻, 上门时间, 什么时候去的, 到場時間, 开始时间, 进门时间, 拜访时间, 时间, 抵達時間, arrived, arrived at, arrival, time, start, start time, time in, from",
        "leave": "离开, 离开时间, 结束时间, 出门时间, 離開時間, left, left at, departure, end, end time, time out, to, until",
        "customer": _FIRM + ", 去了哪家",
        "building": _BUILDING,
        "floor": _FLOOR,
        "unit": _UNIT,
        "sweep_no": _SWEEP,
        "contact": _PERSON
        + ", 见到, 接待人, 见到谁, 见了谁, 见的谁, 谁接待的, 对接的人, 受访人, 面谈人, 姓名, met, met with, saw",
        "rep": _REP,
        "outcome": _RESULT
        + ", 拜访结果, 陌拜结果, 情况, 什么情况, 拜访情形, 走访结果, 到访结果, 拜訪結果, visit result, visit outcome",
        "how": "方式, 拜访方式, 拜访类型, 如何进门, 拜訪方式, type, visit type, method, cold or invited",
        "kind": "客户类型, 类型, 性质, customer type",
        "card": "名片, 收到名片, 有没有名片, 拿名片, 拿到名片, 有无名片, 名片有无, 收名片, 是否名片, 交换名片, 是否交换名片, 取得名片, business card, card taken, got card",
        "wechat_added": _WECHAT_ADDED,
        "progress": "进展, 进度, 拜访进展, 进展情况, 進展, 進度",
        "tactic": "打法, 策略, 话术, 方法, 戰術, tactics, approach, pitch",
        "need": _NEED,
        "supplier": _SUPPLIER,
        "heard": _HEARD,
        "competitor": _COMPETITOR,
        "objection": _OBJECTION,
        "grade": _GRADE,
        "amount": _ORDERED,
        "expense": "费用, 花费, 花了多少, 开支, 交通费, 车费, 路费, 打车费, 車資, 油費, 招待费, 支出, 費用, expenses, cost, spent",
        "note": _NOTE
        + ", 拜访内容, 談話內容, 聊了什么, 聊了什麼, 拜访记录, 拜访小结, 拜访情况, 拜訪內容, summary",
        "next_day": _NEXT_DAY,
        "next_at": "next time, 下一步时刻",
        "next_kind": "next is",
        "next_step": _NEXT_STEP,
        "created_at": _TYPED,
        "created_by": _TYPED_BY,
    },
    "followups": {
        "no": "crm编号, crm number, crm no",
        "id": "uuid, crm id",
        "day": _DAY + ", 跟进日期, 联系日期, 跟進日期, follow up date, contacted on",
        "time": "时间, 跟进时间, 联系时间, 時間, at",
        "customer": _FIRM,
        "contact": _PERSON + ", 姓名",
        "rep": _REP,
        "channel": "方式, 跟进方式, 联系方式, 渠道, 沟通方式, 跟進方式, type, via, method, medium",
        "note": _NOTE
        + ", 跟进记录, 跟进情况, 跟进结果, 联系内容, 联系情况, 跟进备注, 跟進內容, summary, what happened",
        "grade": _GRADE,
        "next_day": _NEXT_DAY.removesuffix(", follow up date"),
        "next_at": "next time, 下一步时刻",
        "next_kind": "next is",
        "next_step": _NEXT_STEP,
        "created_at": _TYPED,
        "created_by": _TYPED_BY,
    },
    "plans": {
        "no": "crm编号, crm number, crm no",
        "id": "uuid, crm id",
        "day": _DAY
        + ", 计划日期, 計畫日期, 拜访日期, 计划时间, 預定日期, plan date, planned on, planned date",
        "time": "时间, 时刻, 計劃時刻, 時間, at, planned time",
        "customer": _FIRM,
        "building": _BUILDING,
        "sweep_no": _SWEEP,
        "rep": _REP + ", reps",
        "purpose": "目的, 拜访目的, 计划内容, 計畫內容, 事由, 拜訪目的, aim, goal, objective, reason for visit",
        "expected": "预期, 预期结果, 预计结果, 期望, 預期成果, expectation, expected result, expected outcome",
        "state": _STATE + ", 计划状态, 完成情况, 是否完成",
        "reason": "原因, 未完成原因, 取消原因, 改期原因, why, why not",
        "created_at": _TYPED,
        "created_by": _TYPED_BY,
    },
    "steps": {
        "no": "crm编号, crm number, crm no",
        "id": "uuid, crm id",
        "due_on": "日期, 到期日, 截止日期, 到期日期, 提醒日期, 待办日期, 下次跟进日期, 下次联系日期, 期限, due, due date, date, day, deadline, next day",
        "time": "时间, 提醒时间, 時間, at, due time, due at",
        "customer": _FIRM,
        "rep": _REP,
        "kind": "类型, 種類, type",
        "scope": "谁回电, 归谁, 誰回電, 歸誰, whose, who calls",
        "words": "内容, 事项, 待办, 待办事项, 下一步, 任务, 提醒内容, 事項, 待辦事項, step, next step, task, todo, to do, what, action, text, note",
        "state": _STATE + ", 完成情况, 是否完成, done",
        "created_at": _TYPED,
        "created_by": _TYPED_BY,
    },
    "money": {
        "no": "crm编号, crm number, crm no",
        "id": "uuid, crm id",
        "kind": "类型, 款项类型, 种类, 款项, 類型, 種類, type, what",
        "day": _DAY
        + ", 订单日期, 下单日期, 收款日期, 付款日期, 成交日期, 報價日期, 訂單日期, order date, payment date, paid on",
        "customer": _FIRM,
        "rep": _REP,
        "amount": "金额, 订单金额, 合同金额, 成交金额, 收款金额, 回款金额, 报价金额, 总额, 總金額, 金額, value, sum, total, price, order amount",
        "currency": "币种, 货币, 幣別, 幣種, ccy, currency code",
        "note": _NOTE,
        "created_at": _TYPED,
        "created_by": _TYPED_BY,
    },
    "reps": {
        "no": "crm编号, crm number, crm no",
        "id": "uuid, crm id",
        "name": "姓名, 名字, 员工, 员工姓名, " + _REP + ", 名称, full name",
        "role": "角色, 职务, 职位, 岗位, 權限, 職稱, title, position, job title",
        "team": "团队, 业务组, 小组, 组别, 部门, 所属团队, 團隊, 組別, group, department",
    },
    "teams": {
        "no": "crm编号, crm number, crm no",
        "id": "uuid, crm id",
        "name": "业务组, 团队, 小组, 名称, 組別, 團隊, 名稱, team, group",
        "industries": "行业, 负责行业, 產業, industry, sectors",
    },
    "goals": {
        "no": "crm编号, crm number, crm no",
        "id": "uuid, crm id",
        "metric": "指标, 指標, 目标, measure, kpi",
        "period": "类型, 周期, 期间, 類型, 週期, per",
        "rep": _REP,
        "team": "业务组, 团队, 小组, 團隊, 組別, group",
        "starts_on": "月份, 起始日, 开始, 月, 日期, month, from, since, date, starts",
        "amount": "数值, 目标值, 数量, 數值, number, value, target",
    },
    "notes": {
        "day": _DAY,
        "rep": _REP,
        "problem": "问题, 当日问题, 困难, 問題, problems, issue",
        "answer": "解决办法, 办法, 解决, 解決辦法, answers, solution",
        "help_needed": "需要支持, 需要协助, 支持, 協助, help, support, help needed",
    },
    "outcomes": {
        "no": "crm编号, crm number, crm no",
        "id": "uuid, crm id",
        "subject": "适用于, 適用於, 对象, 類別, of",
        "code": "代码, 代碼",
        "name": "名称, 名稱, 结果, 結果, outcome",
        "key": "键, 鍵, 按键, 按鍵, 快捷键",
        "place": "排序, 次序, place in the order, order",
        "flags": "标志, 標誌",
        "effect": "效果, 后续, 後續",
        "asks": "要填, 要問, asks for",
        "progress": "进展, 進展, 到哪一步, 走到哪一步",
        "retry_minutes": "隔几分钟重拨, 隔幾分鐘重撥, retry after minutes",
        "retry_days": "隔几天重拨, 隔幾天重撥, retry after days",
        "other_half_day": "换半天, 換半天",
        "tries": "次数, 次數",
        "rest_days": "休息天数, 休息天數",
        "retired_on": "停用日期, 停用",
    },
}
"""Noun → field → other headers taken for it, separated by commas; a field's own name always is."""
_MONEY = ("quotes", "samples", "orders", "payments")
HEADERS |= {**RECORDS, **dict.fromkeys(_MONEY, HEADERS["money"])}

MOBILE = _MOBILE
"""A customer list's mobile numbers: a person's where a contact is named, else the firm's."""
PERSON_OR_FIRM = "姓名, 名字"
"""In a customer list, the contact where another column names the firm, else the customer."""

REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "customers": (("name",),),
    "contacts": (("name",),),
    "calls": (("customer", "number"), ("outcome",)),
    "visits": (("customer", "building"), ("outcome",)),
    "followups": (("customer",),),
    "plans": (("day",), ("customer", "building")),
    "steps": (("due_on",), ("customer",)),
    "money": (("customer",), ("amount",)),
    "reps": (("name",),),
    "teams": (("name",),),
    "goals": (("metric",), ("amount",)),
    "notes": (("day",), ("problem", "answer", "help_needed")),
    "outcomes": (("subject",), ("code",)),
}
"""Noun → what a row cannot do without, each with its alternatives."""
REQUIRED |= {**NEEDED, **dict.fromkeys(_MONEY, REQUIRED["money"])}
