"""Words in the place of a name that say what somebody is, or that it was nobody: 前台, 先生, 不详."""

from functools import lru_cache

from crm_cli.domain.folding import fold

_ROLES = (
    "前台 秘书 保安 门卫 总机 接线员 接线生 话务员 客服 文员 助理 行政 人事 财务 采购 店员 店长 员工 工作人员 职员 负责人 老板 "
    "老板娘 经理 总经理 主管 主任 同事 家人 本人 小姐 先生 女士 太太 小妹 帅哥 美女 阿姨 柜台 窗口 总台 服务员 "
    "无 无人 没有 没人 不详 不知道 未知 不明 "
    "reception receptionist secretary security guard operator assistant staff boss manager owner "
    "nobody none unknown n/a na front_desk"
)
_COURTESY = ("小姐", "人员", "女士", "先生", "小妹", "妹妹", "阿姨", "大姐", "大哥")


def is_role(text: str) -> bool:
    """Return whether a cell names a role or nobody (`前台`, `前台小姐`, `先生`), and so no person."""
    folded = fold(text).strip(" .-_/?、,。")
    bare = next((folded.removesuffix(form) for form in _COURTESY if folded.endswith(form)), folded)
    return not folded or bool({folded, bare} & _roles())


@lru_cache(maxsize=1)
def _roles() -> frozenset[str]:
    return frozenset(fold(role.replace("_", " ")) for role in _ROLES.split()) | {""}
