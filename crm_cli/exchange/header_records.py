"""The headers above what comes as it stands: lists, doors, scripts, rules and the rest, by noun and field."""

_REP = "业务员, 跟进人, 负责人, 業務員, 業務, owner, sales, salesperson"
_CUSTOMER = "公司, 公司名称, 客户, 客户名称, 公司名稱, 客戶, 客戶名稱, company, firm, account"
_CONTACT = "联系人, 姓名, 聯絡人, 窗口, person, contact name"
_BUILDING = "大厦, 楼宇, 写字楼, 大樓, 大廈, tower, office building"
_UNIT = "房号, 门牌, 室号, 铺位, 房號, 門牌, room, door, suite"
_LIST = "名单, 电话名单, 名單, 電話名單, list, campaign"
_NOTE = "备注, 说明, 備註, 說明, notes, remark, remarks, comment"
_REASON = "原因, 理由, why"
_WORDS = "内容, 文字, 內容, text"
_RETIRED = "停用日期, 停用, retired"
_SUBJECT = {
    "subject": "适用于, 適用於, of",
    "code": "代码, 代碼, 结果, 結果, outcome",
}
_SWEEP = "扫楼, 掃樓, sweep no"

_FIELDS: dict[str, dict[str, str]] = {
    "memos": {
        "rep": _REP,
        "customer": _CUSTOMER,
        "contact": _CONTACT,
        "words": _WORDS + ", 备忘, 備忘, memo, note",
        "pinned": "置顶, 釘選, 置頂",
    },
    "scripts": {
        "script": "话术, 话术名称, 話術, 話術名稱, name",
        "revision": "版本, version",
        "body": _WORDS + ", 正文, script text",
        "note": _NOTE,
    },
    "objections": {
        "words": _WORDS + ", 异议, 问题, 異議, 問題, objection, question",
        "answer": "回答, 答案, 回應, 统一回答, agreed answer, reply",
        "agreed_on": "议定日期, 議定日期, agreed",
        "retired_on": _RETIRED,
    },
    "objectionsmet": {
        "objection": "异议, 異議",
        "call": "通话, 通話",
        "visit": "拜访, 拜訪",
        "followup": "跟进, 跟進, follow up",
        "reply": "怎么回答, 怎麼回答, 回應, how answered",
    },
    "calllists": {
        "name": "名单, 名称, 名单名称, 名單, 名稱, call list, list",
        "state": "状态, 狀態, status",
        "priority": "优先级, 優先順序, 优先",
        "script": "话术, 話術",
        "hours": "拨打时间, 拨打时段, 撥打時段, calling hours",
        "filled_by": "来源, 來源, filled from",
        "note": _NOTE,
        "closed_on": "关闭日期, 關閉日期, closed",
        "reps": _REP + ", rep",
    },
    "listnumbers": {
        "call_list": _LIST,
        "position": "次序, 序号, 順序, order",
        "customer": _CUSTOMER,
        "contact": _CONTACT,
        "number": "电话, 号码, 手机, 電話, 號碼, phone, tel, mobile",
        "rep": _REP,
        "removed_at": "移出时间, 移出時間",
        "removed_reason": "移出原因",
    },
    "listrules": {
        "call_list": _LIST,
        **_SUBJECT,
        "retry_minutes": "隔几分钟重拨, 隔幾分鐘重撥, retry after minutes",
        "retry_days": "隔几天重拨, 隔幾天重撥, retry after days",
        "other_half_day": "换半天, 換半天",
        "tries": "次数, 次數",
        "rest_days": "休息天数, 休息天數",
    },
    "dialplans": {
        "call_list": _LIST,
        "rep": _REP,
        "starts_on": "起始日, 开始日期, 開始日期, from, since",
        "dials": "每天拨打数, 拨打数, 撥打數, dials a day",
    },
    "buildings": {
        "name": _BUILDING + ", 名称, 名稱, building",
        "kind": "类型, 類型, type",
        "city": "城市, 縣市, town",
        "district": "区, 区域, 行政區, 區域, area",
        "address": "地址, street",
        "rule": "门禁, 进门规定, 門禁, 規定, guards",
        "note": _NOTE,
        "retired_on": _RETIRED,
    },
    "units": {
        "building": _BUILDING,
        "unit": _UNIT,
        "floor": "楼层, 樓層, 层, storey",
        "floor_order": "层序, 層序",
        "position": "次序, 順序, order",
        "side": "哪边, 哪邊",
        "note": _NOTE,
        "retired_on": _RETIRED,
    },
    "tenants": {
        "building": _BUILDING,
        "unit": _UNIT,
        "customer": _CUSTOMER + ", tenant, 租户, 租戶",
        "since": "入驻日期, 入駐日期, 迁入, from, moved in",
        "until": "迁出日期, 搬走日期, 遷出日期, moved out",
        "reason": _REASON,
    },
    "frontdesks": {
        "building": _BUILDING,
        "customer": _CUSTOMER,
        "kind": "类型, 類型, type",
        "words": _WORDS,
        "rep": _REP,
        "visit": "拜访, 拜訪",
    },
    "sweeps": {
        "building": _BUILDING,
        "starts_on": "开始日期, 開始日期, from, since, start",
        "state": "状态, 狀態, status",
        "meet": "会合楼层, 會合樓層, meeting floor",
        "note": _NOTE,
        "ended_on": "结束日期, 結束日期, ended, end",
        "reason": _REASON,
        "fronts": "分工, 路线, 路線, teams",
    },
    "sweephands": {"sweep": _SWEEP, "building": _BUILDING, "unit": _UNIT, "rep": _REP},
    "sweepmarks": {
        "sweep": _SWEEP,
        "building": _BUILDING,
        "unit": _UNIT,
        "kind": "类型, 類型, type",
        "at": "时间, 時間, when",
        "rep": _REP,
        "reason": _REASON,
    },
    "templates": {
        "name": "模板, 名称, 範本, 名稱, template",
        "purpose": "目的, 拜访目的, 拜訪目的, aim",
        "expected": "预期, 预期结果, 預期成果, expected result",
        "at_time": "时间, 時間, time",
        "minutes": "时长, 分钟, 分鐘, how long",
        "rule": "重复, 重複, repeats",
        "retired_on": _RETIRED,
    },
    "series": {
        "rule": "重复, 重複, repeats",
        "starts_on": "开始日期, 開始日期, from, since, start",
        "ends_on": "结束日期, 結束日期, until, end",
        "planned_until": "已排到, planned up to",
        "on_holiday": "遇假日, on holidays",
    },
    "fields": {
        "noun": "对象, 對象, of",
        "name": "字段, 名称, 欄位, 名稱, field",
        "kind": "类型, 類型, type",
        "choices": "选项, 選項, options",
        "position": "次序, 順序, order",
        "retired_on": _RETIRED,
    },
    "donotcall": {
        "e164": "禁拨号码, 禁撥號碼",
        "phone": "电话, 号码, 手机, 電話, 號碼, number, tel, mobile",
        "customer": _CUSTOMER,
        "call": "通话, 通話",
        "reason": _REASON,
        "lifted_at": "解除时间, 解除時間, lifted",
        "lifted_by": "解除人",
        "lift_reason": "解除原因",
    },
    "filters": {
        "name": "筛选, 名称, 篩選, 名稱, filter",
        "rep": _REP,
        "words": _WORDS + ", 条件, 條件, conditions",
        "sort": "排序, sorted by",
        "reversed": "倒序, 反序, descending",
    },
    "absences": {
        "rep": _REP,
        "starts_on": "开始日期, 開始日期, from, since, start",
        "ends_on": "结束日期, 結束日期, until, to, end",
        "reason": _REASON,
    },
    "poolmoves": {
        "customer": _CUSTOMER,
        "rep": _REP,
        "kind": "类型, 類型, type",
        "day": "日期, date",
        "due_on": "期限, due",
        "reason": _REASON,
    },
    "keptproposals": {
        "customer": _CUSTOMER,
        "field": "字段, 欄位",
        "value": "值",
    },
}
_IDENTITY = {"no": "crm编号, crm number, crm no", "id": "uuid, crm id"}
_STAMPS = {
    "created_at": "录入时间, 创建时间, 建立時間, created",
    "created_by": "录入人, 创建人, 建立者, created by, entered by",
}

RECORDS: dict[str, dict[str, str]] = {
    noun: {**_IDENTITY, **fields, **_STAMPS} for noun, fields in _FIELDS.items()
}
"""Noun → field → other headers taken for it, as in `header_words.HEADERS`."""

NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "memos": (("words",),),
    "scripts": (("script",), ("body",)),
    "objections": (("words",),),
    "objectionsmet": (("objection",),),
    "calllists": (("name",),),
    "listnumbers": (("call_list",), ("customer",), ("number",)),
    "listrules": (("call_list",), ("subject",), ("code",)),
    "dialplans": (("call_list",), ("starts_on",), ("dials",)),
    "buildings": (("name",),),
    "units": (("building",), ("unit",)),
    "tenants": (("building",), ("unit",), ("customer",)),
    "frontdesks": (("building", "customer"), ("kind",), ("words",)),
    "sweeps": (("building",), ("starts_on",)),
    "sweephands": (("sweep",), ("unit",), ("rep",)),
    "sweepmarks": (("sweep",), ("unit",), ("kind",), ("at",)),
    "templates": (("name",),),
    "series": (("rule",), ("starts_on",)),
    "fields": (("noun",), ("name",)),
    "donotcall": (("phone", "e164", "customer"),),
    "filters": (("name",), ("words",)),
    "absences": (("rep",), ("starts_on",)),
    "poolmoves": (("customer",), ("kind",), ("day",)),
    "keptproposals": (("customer",), ("field",), ("value",)),
}
"""Noun → what a row cannot do without, as in `header_words.REQUIRED`."""

_OF_CUSTOMER = ("customer_id",)
_TOUCHES = ("call_id", "visit_id", "followup_id")
LEADS: dict[str, tuple[str, ...]] = {
    **{
        noun: tuple(
            f"{field}_{ending}"
            for field in ("customer", "contact", "building", "unit", "call_list", "script", "objection", "sweep",
                          "call", "visit", "followup")
            for ending in ("id", "no")
            if field in fields or (noun in {"sweephands", "sweepmarks"} and field == "sweep")
        )
        for noun, fields in _FIELDS.items()
    },
    "customers": ("grade_at",),
    "reps": ("active", "left_on", "created_at", "created_by"),
    **dict.fromkeys(("teams", "goals"), ("created_at", "created_by")),
    "contacts": (
        *_OF_CUSTOMER,
        *("left_on", "wechat_added", "consent_at", "consent_how", "consent_from"),
    ),
    "calls": (*_OF_CUSTOMER, "contact_id"),
    "visits": (*_OF_CUSTOMER, "contact_id", "sweep_id", "unit_id", "progress_of_outcome"),
    "followups": (*_OF_CUSTOMER, "contact_id", "heard", "competitor"),
    "plans": (*_OF_CUSTOMER, "sweep_id", "series_id", "position", "minutes", "apart"),
    "steps": (
        *_OF_CUSTOMER, "contact_id", "contact", "number", "reason", "done_at", *_TOUCHES,
        *(f"done_by_{touch}" for touch in _TOUCHES),
    ),
    **dict.fromkeys(("money", "quotes", "samples", "orders", "payments"), (*_OF_CUSTOMER, *_TOUCHES)),
    "sweeps": ("building_id", "building_no", "front_names"),
}  # fmt: skip
"""Noun → the columns of our own exports that lead back to what a row names; known by that very name alone."""
