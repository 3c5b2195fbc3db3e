"""What spreadsheets write for our codes, folded: 繁體 and 简体 meet, and case does not matter."""

from functools import lru_cache

from crm_cli.domain.folding import fold
from crm_cli.domain.outcomes import PRESETS
from crm_cli.errors import UsageError
from crm_cli.i18n import gettext as _
from crm_cli.services.reading import read_code

_SPELLINGS: dict[str, dict[str, str]] = {
    "customer_kind": {
        "company": "公司 企业 单位 法人 firm business",
        "person": "个人 自然人 individual",
        "household": "家庭 family",
        "group": "集团 集团客户 group",
    },
    "source": {
        "yellow_pages": "黄页 电信黄页 联通黄页 企业黄页 yellowpages",
        "expo": "展会 展览 展览会 会展 exhibition fair",
        "forum": "论坛 seminar",
        "annual_meeting": "年会 行业年会",
        "referral": "介绍 朋友介绍 客户介绍 转介绍 推荐 referred",
        "sweep": "扫楼 扫街 陌拜 陌生拜访 地推 door-to-door",
        "web": "网络 网站 互联网 官网 百度 website online internet",
        "import": "导入",
    },
    "stage": {
        "potential": "潜在 潜在客户 线索 lead prospect new",
        "target": "目标 目标客户 意向客户 qualified",
        "immediate": "即时 即时客户 urgent",
        "won": "成交 成交客户 已成交 老客户 合作客户 customer",
        "dormant": "沉睡 沉睡客户 休眠 inactive",
        "lost": "流失 已流失 流失客户",
        "dropped": "放弃 已放弃 无效客户",
    },
    "value_class": {
        "key": "重点 重点客户 大客户 一级 关键 vip",
        "second": "二级 次要 次重点",
        "ordinary": "一般 普通 一般客户 普通客户 三级 normal",
        "negative": "负值 负",
    },
    "need_state": {
        "unknown": "未知 不明 不清楚",
        "now": "现在 当前 有 有需求 近期 yes",
        "later": "以后 将来 远期 后续",
        "none": "无 没有 无需求 不需要 no",
    },
    "role": {
        "decision_maker": "决策者 决策人 拍板人 老板 boss",
        "influencer": "影响者 影响人",
        "executor": "执行者 执行人 经办人 采购 buyer",
        "gatekeeper": "前台 秘书 助理 receptionist",
    },
    "rep_role": {
        "rep": "业务员 业务 销售 销售员 商务专员 sales",
        "assistant": "助理 内勤 文员",
        "manager": "经理 主管 销售经理 业务经理 supervisor",
        "owner": "老板 总经理 boss",
    },
    "direction": {
        "out": "呼出 外呼 去电 打出 拨出 主叫 outgoing outbound dialled",
        "in": "呼入 来电 打入 接入 被叫 incoming inbound",
    },
    "how": {"cold": "陌拜 陌生 陌生拜访 扫楼 全访问", "invited": "约访 预约 约见 appointment"},
    "visit_kind": {
        "first": "首访 初访 初次 首次 新访 new",
        "return": "回访 复访 再访 follow-up",
        "payment": "收款 催款 collection",
        "sample": "送样 样品 送样品 samples",
    },
    "progress": {
        "front_desk": "前台 到前台",
        "secretary": "秘书 到秘书 助理",
        "target": "目标人 见到目标人 负责人 决策人",
    },
    "tactic": {
        "rapport": "套近乎",
        "praise": "赞美",
        "feint": "声东击西",
        "hard_to_get": "欲擒故纵",
        "improvise": "随机应变",
        "detour": "迂回 迂回包抄",
    },
    "channel": {
        "phone": "电话 call",
        "visit": "拜访 上门",
        "email": "邮件 邮箱 电邮 mail e-mail",
        "wechat": "微信 weixin",
        "meeting": "会议 见面 会面",
        "other": "其他 其它",
    },
    "step_kind": {
        "step": "下一步 跟进",
        "task": "任务 待办 to-do todo",
        "callback": "约定回电 回电 回拨",
    },
    "scope": {"mine": "本人 我 自己 own", "anyone": "任何人 谁都行 大家 anybody everyone"},
    "step_state": {
        "open": "未完成 待办 待完成 未做 进行中 no pending",
        "done": "已完成 完成 已做 是 yes finished closed",
        "cancelled": "已取消 取消 作废 canceled",
    },
    "plan_state": {
        "planned": "计划 计划中 未拜访 待拜访 open",
        "visited": "已拜访 完成 已完成 已访 done",
        "moved": "改期 已改期 延期 顺延 postponed",
        "cancelled_by_us": "我方取消 取消 已取消 cancelled canceled",
        "cancelled_by_them": "对方取消 客户取消",
        "incident": "突发 意外 突发事件",
    },
    "money_kind": {
        "quote": "报价 报价单 offer quotation",
        "sample": "样品 送样 寄样",
        "order": "订单 成交 下单 合同 sale contract",
        "payment": "回款 收款 付款 到账 paid receipt",
    },
    "metric": {
        "attempts": "拨打量",
        "dials": "有效拨打",
        "answered": "接通 接通数",
        "reached": "关键人接通",
        "conversations": "有效通话",
        "interested": "意向",
        "appointments": "约见",
        "visits": "拜访 拜访数",
        "doors": "敲门数 敲门",
        "opened": "开门数",
        "effective": "有效拜访",
        "cards": "名片",
        "wechat_added": "加微信",
        "new_customers": "新增客户",
        "quotes": "报价",
        "samples": "样品 送样",
        "orders": "订单",
        "payments": "回款笔数",
        "order_amount": "订单金额 金额",
        "payment_amount": "回款 回款金额 回款额",
        "quote_amount": "报价金额",
        "expenses": "费用",
    },
    "period": {"day": "日 天 每日 daily", "month": "月 每月 monthly"},
    "call": {
        "no_answer": "未接 未接听 无人接 没人接 未接通 无应答 没接 noanswer missed unanswered 打通了没人接 "
        "打通没人接 通了没人接 没人接听 无人应答 没人接电话 未接电话 没有人接 没有接 不接 不接电话 没接听 没接电话 "
        "响铃未接 电话没人接 拒接 拒接了 被拒接 拒听 拒绝接听 declined",
        "busy": "忙线 忙 通话中 正在通话 线忙 engaged 忙音 正忙 线路忙 占线中 打不进",
        "unreachable": "已关机 不在服务区 无信号 off 关机 关机了 打不通 没打通 无法打通 暂时无法接通 电话关机",
        "voicemail": "留言 转语音 转语音信箱 语音留言",
        "suspended": "已停机 欠费 欠费停机 停机了 号码停机",
        "invalid_number": "号码不存在 invalid 空号了 号码空号 是空号 号码无效",
        "wrong_number": "错号 打错 号码错误 号码有误 打错了 打错电话 号码错 号码错了 错误号码 不是本人 不是这家",
        "hung_up": "挂断 直接挂断 hangup 挂了 挂电话 挂我电话 直接挂了 直接挂 挂断了 被挂 被挂断 被挂了 秒挂了",
        "gatekeeper": "前台 秘书 前台拦截 秘书拦截 转前台 前台接的 前台接听 前台挡了 前台挡住 前台挡住了 前台不转 前台拒转 前台不给转 "
        "被前台拦 被前台挡 秘书接的 秘书挡了",
        "referred": "转接 转其他人 转接他人 转给别人 让找别人 换人对接 转其他部门",
        "callback": "稍后联系 稍后再打 改天再打 回电 忙晚点再打 在忙晚点再打 晚点再打 过会再打 过会儿再打 晚点打 下次再打 让晚点打 "
        "让改天打 改天再联系 改天联系 稍后再联系 稍后回电 稍后回拨 晚点联系 约好再打 约时间再打",
        "talked": "沟通 有效沟通 已交谈 spoke conversation 沟通了 沟通过 沟通过了 正常沟通 有效通话 聊了 聊过 "
        "聊过了 聊得不错 谈过 谈了 已联系上",
        "info_wanted": "发资料 索要资料 发资料看看 要发资料 要求发资料 索取资料 要目录 发目录 要图册 要画册 发画册",
        "quote_wanted": "询价 索要报价 问价 问价格 问报价 要求报价 想要报价 要价格 要价格表",
        "sample_wanted": "索要样品 要样 要样板 寄样 要求寄样 要求送样 索样 要看样品 要看样",
        "appointment": "约见 已约 预约成功 邀约成功 约了见面 约见面 约好见面 约定见面 同意见面 约到了 约了拜访 约好拜访 约定拜访 "
        "同意拜访 约了上门 约上门 约成功 约访成功 约见成功了 已约见 约面谈",
        "order": "下单 签单 已成交 sale sold 下单了 下了单 已下单 成交了 签单了 签约 签约了 已签单 已签约 签合同 "
        "签了合同 订了 订货",
        "has_supplier": "有供应商 已有合作 有供货商 有固定供应商 已有供货商 有合作商 有固定合作 有合作了 已经有供应商",
        "not_interested": "没意向 没兴趣 不感兴趣 不需要 无需求 拒绝 不要 不用 不需要了 暂不需要 暂时不需要 暂无需求 没需求 没有需求 "
        "没需要 没有意向 没有兴趣 无兴趣 不考虑 暂不考虑 拒绝了 被拒绝 直接拒绝",
        "do_not_call": "投诉 勿扰 勿打 拒绝来电 勿再来电 别再打 不要再打 黑名单 dnc 别再打 别再打了 不要再打 不要再打了 别打了 要求不再打 要求勿打",
    },
    "visit": {
        "met_decision_maker": "见到老板 见到决策人 见到总经理 见到老板了 见了老板 见老板 见到负责人了 见了负责人 见到决策者 见到老总",
        "met_staff": "见到工作人员 见到员工 见到经办 见到采购员 见了经办人",
        "quote_wanted": "询价 问价 问价格 要求报价 要价格",
        "deal": "成交 签单 成交了 签单了 下单 下单了 当场下单 现场成交 现场下单 签约 签合同",
        "has_supplier": "有供应商 已有合作 有供货商 有固定供应商 已有供货商 有合作商",
        "no_need": "不需要 没需求 没需要 不要 没有需求 暂无需求 暂不需要 无需要 没兴趣 不感兴趣 没意向 无意向",
        "refused": "拒绝 被拒 被拒绝 拒绝了 直接拒绝 当场拒绝 被赶出来",
        "secretary": "秘书 秘书挡了 秘书挡住了 被秘书拦",
        "front_desk": "前台 前台挡住了 前台挡住 前台挡了 前台挡驾 前台拦住 前台拦住了 前台不让进 前台没让进 被前台拦 被前台挡 到前台",
        "not_in": "不在 人不在 老板不在 老总不在 经理不在 负责人没在 负责人出差 老板出差 出差了 不在公司 没在 没见到人 没见到老板 "
        "没见到负责人",
        "closed": "关门 没人 无人 关门了 关着门 没开门 没开 锁门了 锁着门 没人在 门关着 店关着",
        "no_entry": "保安 保安拦截 不让进 保安不让进 保安拦住 保安拦 被保安拦 进不去 不给进 没让进 上不去",
        "vacant": "空房 空铺 没租出去 空着 空房间",
        "moved": "搬走 已搬走 搬走了 搬家 搬家了 已搬 已搬家 搬迁 搬了",
        "sample_wanted": "要样 寄样 要求送样 要看样品",
    },
}
_YES = frozenset(
    [
        "1",
        "y",
        "yes",
        "true",
        "t",
        "x",
        "v",
        "√",
        "✓",
        "✔",
        "是",
        "有",
        "对",
        "已加",
        "已添加",
        "已",
        "已收",
        "收到",
    ]
)
_NO = frozenset(["0", "n", "no", "false", "f", "-", "否", "无", "没有", "未", "未加", "没"])


@lru_cache(maxsize=4096)
def spelled(kind: str, text: str) -> str:
    """Return the code of the list `kind` that a cell means; raise UsageError when it means none."""
    folded = fold(text)
    code = _codes(kind).get(folded)
    if code is not None:
        return code
    if kind in {"rep_role", "metric", "period", "call", "visit"}:
        raise UsageError(
            _("{text} is not one of them.").format(text=text),
            _("Choose from: {codes}").format(codes=", ".join(_SPELLINGS[kind])),
        )
    return read_code(kind, text)


@lru_cache(maxsize=32)
def _codes(kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, spellings in _SPELLINGS[kind].items():
        for word in [code, code.replace("_", " "), *spellings.split()]:
            found.setdefault(fold(word), code)
    for preset in PRESETS:
        if preset.subject == kind:
            names = [preset.chinese, *preset.chinese.split("/"), preset.initials]
            found.update((fold(name), preset.code) for name in names)
    return found


def spellings_of(kind: str, code: str) -> list[str]:
    """Return what is taken for `code` of the list `kind`, folded."""
    return [word for word, meant in _codes(kind).items() if meant == code]


def is_yes(text: str) -> bool:
    """Return whether a cell says yes; raise UsageError when it says neither yes nor no."""
    folded = fold(text)
    if folded in _YES or not folded or folded in _NO:
        return folded in _YES
    raise UsageError(_("{text} is neither yes nor no.").format(text=text))
