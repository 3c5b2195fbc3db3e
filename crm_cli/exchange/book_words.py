"""The headers above the address books of other programs, as these write them, and what each column holds."""

from typing import NamedTuple


class Column(NamedTuple):
    """What a column of a book holds: a part of the person, its place in an address, and what it is called."""

    part: str
    of: str = ""
    private: bool = False


OUTLOOK = """
given: First Name | 名 | 名字
middle: Middle Name | 中间名 | 中間名
family: Last Name | 姓 | 姓氏
company: Company | 单位 | 公司
department: Department | 部门 | 部門
title: Job Title | 职务 | 職稱
street.work: Business Street | 商务地址 街道 | 商務 - 街
street.work: Business Street 2 | 商务地址 街道 2 | 商務 - 街 2
street.work: Business Street 3 | 商务地址 街道 3 | 商務 - 街 3
city.work: Business City | 商务地址 市/县 | 商務 - 市/鎮
region.work: Business State | 商务地址 省/市/自治区 | 商務 - 縣/市
code.work: Business Postal Code | 商务地址 邮政编码 | 商務 - 郵遞區號
country.work: Business Country/Region | 商务地址 国家/地区 | 商務 - 國家/地區
box.work: Business Address PO Box | 商务地址 - 邮箱 | 公司地址郵政信箱
street.home: Home Street | 住宅地址 街道 | 住家 - 街
street.home: Home Street 2 | 住宅地址 街道 2 | 住家 - 街 2
street.home: Home Street 3 | 住宅地址 街道 3 | 住家 - 街 3
city.home: Home City | 住宅地址 市/县 | 住家 - 市/鎮
region.home: Home State | 住宅地址 省/市/自治区 | 住家 - 縣/市
code.home: Home Postal Code | 住宅地址 邮政编码 | 住家 - 郵遞區號
country.home: Home Country/Region | 住宅地址 国家/地区 | 住家 - 國家/地區
box.home: Home Address PO Box | 住宅地址 - 邮箱 | 住家地址郵政信箱
street.other: Other Street | 其他地址 街道 | 其他 - 街
street.other: Other Street 2 | 其他地址 街道 2 | 其他 - 街 2
street.other: Other Street 3 | 其他地址 街道 3 | 其他 - 街 3
city.other: Other City | 其他地址 市/县 | 其他 - 市/鎮
region.other: Other State | 其他地址 省/市/自治区 | 其他 - 縣/市
code.other: Other Postal Code | 其他地址 邮政编码 | 其他 - 郵遞區號
country.other: Other Country/Region | 其他地址 国家/地区 | 其他 - 國家/地區
box.other: Other Address PO Box | 其他地址 - 邮箱 | 其他地址郵政信箱
mobile: Mobile Phone | 移动电话 | 行動電話
phone: Business Phone | 商务电话 | 商務電話
phone: Business Phone 2 | 商务电话 2 | 商務電話 2
phone: Company Main Phone | 单位主要电话 | 公司代表線
phone: Primary Phone | 主要电话 | 代表電話
phone: Other Phone | 其他电话 | 其他電話
phone: Assistant's Phone | 助理的电话 | 助理電話
phone: Callback | 回电话 | 回撥電話
phone: Car Phone | 车载电话 | 汽車電話
phone: Radio Phone | 无绳电话 | 無線電話
private: Home Phone | 住宅电话 | 住家電話
private: Home Phone 2 | 住宅电话 2 | 住家電話 2
fax: Business Fax | 商务传真 | 商務傳真
fax: Home Fax | 住宅传真 | 住家傳真
fax: Other Fax | 其他传真 | 其他傳真
email: E-mail Address | 电子邮件地址 | 電子郵件地址
email: E-mail 2 Address | 电子邮件 2 地址 | 電子郵件 2 地址
email: E-mail 3 Address | 电子邮件 3 地址 | 電子郵件 3 地址
website: Web Page | 网页 | 網頁
website: Personal Web Page
birthday: Birthday | 生日
notes: Notes | 附注 | 記事 | 附註
tags: Categories | 类别 | 類別
ignored: E-mail Type | 电子邮件类型 | 電子郵件類型
ignored: E-mail Display Name | 电子邮件显示名称 | 電子郵件顯示名稱
ignored: E-mail 2 Type | 电子邮件 2 类型 | 電子郵件 2 類型
ignored: E-mail 2 Display Name | 电子邮件 2 显示名 | 電子郵件 2 顯示名稱
ignored: E-mail 3 Type | 电子邮件 3 类型 | 電子郵件 3 類型
ignored: E-mail 3 Display Name | 电子邮件 3 显示名 | 電子郵件 3 顯示名稱
ignored: Initials | 缩写 | 縮寫
ignored: Internet Free Busy | Internet 忙闲 | 網際網路空閒-忙碌中
ignored: Priority | 优先级 | 優先順序
ignored: Private | 私有 | 私人
ignored: Sensitivity | 敏感度
more: Gender | 性别 | 性別
ignored: Directory Server | 目录服务器 | 目錄伺服器
ignored: Language | 语言 | 語言
ignored: Given Yomi
ignored: Surname Yomi
ignored: Company Yomi
"""
"""Outlook's export in English, 简体 and 繁體 (Outlook 2003 to 365, and Outlook.com)."""

GOOGLE = """
name: Name
given: First Name | Given Name
middle: Middle Name | Additional Name
family: Last Name | Family Name
company: Organization Name | Organization 1 - Name
title: Organization Title | Organization 1 - Title
department: Organization Department | Organization 1 - Department
birthday: Birthday
notes: Notes
tags: Labels | Group Membership
ignored: Photo
ignored: File As
ignored: Phonetic First Name
ignored: Phonetic Middle Name
ignored: Phonetic Last Name
ignored: Yomi Name
ignored: Given Name Yomi
ignored: Additional Name Yomi
ignored: Family Name Yomi
ignored: Name Prefix
ignored: Name Suffix
ignored: Initials
ignored: Directory Server
ignored: Sensitivity
ignored: Priority
ignored: Language
ignored: Organization 1 - Type
ignored: Organization 1 - Yomi Name
"""
"""Google's export of 2024 and of before; numbered columns such as `Phone 2 - Value` are known by their form."""

WECOM_CUSTOMERS = """
name: 客户名称
notes: 描述
owner: 添加人
ignored: 添加人账号
ignored: 添加人帐号
ignored: 添加人所属部门
created_at: 添加时间
mobile: 手机
phone: 电话
company: 企业 | 备注企业
email: 邮箱
street.work: 地址
title: 职务
"""
"""企业微信's list of a firm's customers (客户联系); `标签组1(…)` is known by its form."""

WECOM_MEMBERS = """
name: 姓名
title: 职务
department: 部门
mobile: 手机
phone: 座机
email: 企业邮箱 | 邮箱 | 个人邮箱
street.work: 地址
ignored: 账号
ignored: 帐号
ignored: 激活状态
ignored: 禁用状态
ignored: 微信插件
ignored: 视频号
ignored: 性别
"""
"""企业微信's 通讯录, below its notice: the members of one firm."""

SIGNS: dict[str, tuple[frozenset[str], frozenset[str], int]] = {
    "google": (
        frozenset({"firstname", "lastname"}),
        frozenset({"organizationname", "labels", "fileas", "email1label", "phone1label", "email1value", "phone1value"}),
        2,
    ),
    "google-old": (
        frozenset({"name", "givenname", "familyname"}),
        frozenset({"groupmembership", "email1type", "phone1type", "yominame", "additionalname", "organization1name"}),
        2,
    ),
    "outlook": (
        frozenset({"firstname", "lastname"}),
        frozenset({"businessphone", "mobilephone", "emailaddress", "businessstreet", "homephone", "businessfax", "webpage"}),
        2,
    ),
    "outlook-zh-Hans": (frozenset({"姓", "名"}), frozenset({"商务电话", "移动电话", "电子邮件地址", "商务地址街道", "住宅电话"}), 2),
    "outlook-zh-Hant": (
        frozenset({"姓氏", "名字"}),
        # Headers are compared folded, and folding makes 简体 of 繁體.
        frozenset({"商务电话", "行动电话", "电子邮件地址", "商务街", "住家电话"}),
        2,
    ),
    "wecom": (frozenset({"客户名称", "添加人"}), frozenset({"添加时间", "添加人账号", "添加人帐号", "添加人所属部门"}), 2),
    "wecom-members": (frozenset({"姓名", "部门"}), frozenset({"账号", "帐号", "座机", "激活状态", "禁用状态", "企业邮箱", "微信插件"}), 3),
}  # fmt: skip
"""Program → the headers its export has, others of which it has some, and how many of those; all as `key_of` has them."""

SHEETS = {
    "google": GOOGLE,
    "google-old": GOOGLE,
    "outlook": OUTLOOK,
    "outlook-zh-Hans": OUTLOOK,
    "outlook-zh-Hant": OUTLOOK,
    "wecom": WECOM_CUSTOMERS,
    "wecom-members": WECOM_MEMBERS,
}
"""Program → what its columns hold."""


def columns_of(program: str) -> dict[str, Column]:
    """Return what the columns of a program's export hold, by header as it is written."""
    found: dict[str, Column] = {}
    for line in SHEETS[program].strip().splitlines():
        part, _colon, headers = line.partition(": ")
        part, _dot, of = part.partition(".")
        column = Column("phone", private=True) if part == "private" else Column(part, of)
        found |= {header.strip(): column for header in headers.split(" | ")}
    return found
