"""The words on business cards: labels before numbers, what firms, titles and departments end in, family names."""

from functools import lru_cache

from crm_cli.domain.folding import fold

_BEFORE = (
    "公司|办公|辦公|联系|聯絡|聯繫|业务|業務|服务|服務|咨询|諮詢|订购|订货|客服|销售|固定|个人|個人|全国|全國|免费|免費|统一|統一|"
    "24小时|24小時|图文|圖文|直线|直線|直拨|工厂|工廠|门市|門市|總公司|总公司"
)
_PHONE = (
    rf"(?:{_BEFORE})?(?:电[ \t]*话|電[ \t]*話|座[ \t]*机|固[ \t]*话|总[ \t]*机|總[ \t]*機|热[ \t]*线|熱[ \t]*線|专线|專線)"
    r"|直[ \t]*线|直[ \t]*線|直[ \t]*拨|te[l1i|](?:ephone)?|t[ ]?e[ ]?l|phone|ph|direct(?:[ ]?line)?|d[.]?d[.]?i|office|hot[ ]?line|general(?:[ ]line)?|☎|✆|℡|📞"
)
_FAX = r"(?:图文|圖文)?(?:传[ \t]*真|傳[ \t]*真)|facsimile|fax|📠"
_MOBILE = (
    r"(?:个人|個人|联系)?手[ \t]*机|手[ \t]*機|手提(?:电话|電話)?|(?:移动|移動|行动|行動|流动|流動)(?:电话|電話)?"
    r"|mobi[l1]e(?:[ ]?phone)?|mob|cell(?:ular|[ ]?phone)?|h[ ]?/[ ]?p|hp|mp|📱"
)
_WECHAT = r"微[ \t]*信(?:号|號)?(?:/[ ]?wechat)?|wechat(?:[ ]?id)?|weixin|wx|v信|薇信"
_NUMBER_OF = r"(?:[ ]?(?:no\.?|number|号码|號碼|号|號))?"

LABELS = {
    "both": rf"(?:{_PHONE})[ ]?(?:[/&及和、+]|and)[ ]?(?:{_FAX})",
    "mobile_wechat": rf"(?:{_MOBILE}|{_PHONE})[ ]?[(/&及和、+]?[ ]?(?:{_WECHAT}|微信同号|微信同號)[)]?",
    "fax": f"(?:{_FAX}){_NUMBER_OF}",
    "mobile": f"(?:{_MOBILE})(?:[ ]?[/&][ ]?(?:{_PHONE}))?{_NUMBER_OF}",
    "whatsapp": r"whats[ ]?app",
    "wechat": _WECHAT,
    "qq": r"q[ ]?q(?:号|號)?|企鹅号?|扣扣",
    "phone": f"(?:{_PHONE})(?:[ ]?[/&][ ]?(?:{_MOBILE}))?{_NUMBER_OF}",
}
"""Pattern of the words before a number by kind, those that hold others first."""

LETTERS = {
    "m": "mobile",
    "t": "phone",
    "p": "phone",
    "d": "phone",
    "o": "phone",
    "h": "phone",
    "f": "fax",
    "c": "mobile",
}
"""What a single letter before a number says: `T. 020-…`, `(M) 138…`."""

EMAIL = r"(?:电子|電子)?(?:邮[ \t]*箱|郵[ \t]*箱|邮[ \t]*件|郵[ \t]*件|信[ \t]*箱)|电邮|電郵|e-?(?:mail|mai1|rnail)(?:[ ]?address)?|mail|e|📧|✉"
WEBSITE = r"(?:公司)?(?:网[ \t]*址|網[ \t]*址|网[ \t]*站|網[ \t]*站|官[ \t]*网|官[ \t]*網|主[ \t]*页)|web(?:[ ]?site)?|home[ ]?page|http|url|w|🌐"
LINE = r"line(?:[ ]?id)?"
FIELDS = {
    "address": r"(?:公司|办公|辦公|通讯|通訊|联系|聯絡|总部|總部|工厂|工廠|门市|注册)?(?:地[ \t]*址|住[ \t]*址)|厂[ \t]*址|廠[ \t]*址|总部|總部|addr?(?:ess)?|office address|a",
    "postcode": r"邮[ \t]*(?:政)?编[ \t]*码?|郵[ \t]*(?:政|遞)?[ \t]*(?:編|區)[ \t]*(?:碼|號)?|zip(?:[ ]?code)?|post(?:al)?[ ]?code|p[.]?c",
    "person": r"姓[ \t]*名|联[ \t]*系[ \t]*人|聯[ \t]*[絡繫][ \t]*人|name|contact(?:[ ]person)?|attn",
    "company": r"公[ \t]*司(?:名称|名稱|全称)?|单位(?:名称)?|單位|企业名称|firm|company(?:[ ]name)?",
    "title": r"职[ \t]*[务位称]|職[ \t]*[務位稱]|title|position|job[ ]title",
    "department": r"部[ \t]*门|部[ \t]*門|department|dept",
}
"""Pattern of the words before a colon and a text, by field."""

FIRM_ENDS = (
    "有限公司|有限责任公司|有限責任公司|股份公司|公司|集团|集團|有限合伙|合伙企业|事务所|事務所|工作室|商行|洋行|行號|车行|"
    "企业社|企業社|企业|企業|工厂|工廠|厂|廠|商店|门店|門市|门市部|經營部|经营部|服务部|酒店|宾馆|賓館|饭店|飯店|旅馆|银行|銀行|"
    "分行|支行|学校|學校|学院|學院|大学|大學|中学|小学|幼儿园|医院|醫院|诊所|診所|药房|協會|协会|商会|商會|学会|基金会|基金會|"
    "研究院|研究所|设计院|设计室|俱乐部|俱樂部|超市|餐厅|餐廳|茶楼|茶樓|株式会社|株式會社|出版社|报社|旅行社|合作社|委员会|管理局|"
    "專賣店|专卖店|旗舰店|美容院|影楼|会所|驾校|办事处|辦事處|代表处|代表處|分公司|子公司"
)
LATIN_FIRM = (
    r"(?:Co\.?[ ]?,?[ ]?Ltd|Company[ ]Limited|Pte\.?[ ]?,?[ ]?Ltd|Pty\.?[ ]?,?[ ]?Ltd|Sdn\.?[ ]?Bhd|Limited|Ltd|Inc|"
    r"Incorporated|Corp|Corporation|L\.?L\.?C|L\.?L\.?P|PLC|GmbH|Holdings|Group|Company|S\.A|B\.V|K\.K|Co)\b\.?(?![A-Za-z\-])"
)
LATIN_FIRM_HINT = (
    r"\b(?:Trading|Hotel|Bank|Studio|University|College|School|Associates|Consulting|Consultants|Consultancy|Enterprises?|"
    r"Industries|Industrial|International|Technolog(?:y|ies)|Logistics|Solutions|Systems|Media|Foundation|Institute|Clinic|Hospital|"
    r"Restaurant|Partners|Capital|Ventures|Securities|Insurance|Airlines|Electronics|Manufacturing|Factory|Productions|"
    r"Services|Networks?|Labs?|Laboratories|Gifts|Design|Advertising|Chambers|Association|Society|Club)\b"
)

_TITLE_BEFORE = (
    "常务|常務|副|总|總|正|高级|高級|资深|資深|初级|中级|助理|执行|執行|首席|区域|區域|大区|大區|华南区?|華南區?|华东区?|華東區?|华北区?|"
    "華北區?|全国|中国区|中國區|大中华区|亚太区|南区|北区|省区|城市|地区|销售|銷售|采购|採購|市场|市場|行政|人事|人力资源|人力資源|"
    "人资|财务|財務|技术|技術|项目|項目|专案|專案|业务|業務|营销|營銷|行销|行銷|客户|客戶|客服|运营|營運|生产|生產|品质|品質|品管|质量|"
    "产品|產品|研发|研發|工程|设计|設計|创意|创作|品牌|渠道|大客户|企划|企劃|策划|策劃|法务|法務|仓储|物流|资讯|資訊|信息|投资|投資|"
    "商务|商務|外贸|外貿|内销|國際|国际|活动|公关|公關|培训|招商|美术|艺术|部门|部門|店|办公室|辦公室|行政人事|特别|特別|董事会|網路|网络|"
    "理财|理財|保险|保險|置业|形象|策略|售后|售前|贸易|貿易|礼品|禮品|网站|电商|電商|新媒体|文案|平面|室内|软件|软体|軟體|硬件|"
    "常駐|区|區|执业|執業|专职|创始|聯席|联席|联合|聯合|共同|名誉|第一|行"
)
_TITLE_CORE = (
    "总经理|總經理|副总裁|副總裁|副总|副總|老总|老總|副理|店经理|经理人|经理|經理|协理|協理|襄理|总监|總監|监事长|监事|總裁|总裁|董事长|董事長|董事|主席|会长|會長|理事长|理事長|理事|"
    "秘书长|秘書長|秘书|秘書|主管|主任|总管|组长|組長|课长|課長|科长|科長|处长|處長|部长|部長|局长|局長|院长|院長|校长|校長|行长|行長|"
    "厂长|廠長|店长|店長|站长|所长|所長|社长|社長|园长|队长|班长|领班|助理|特助|代表|专员|專員|业务员|業務員|营业员|销售员|采购员|"
    "工程师|工程師|设计师|設計師|会计师|會計師|会计|會計|出纳|出納|律师|律師|建筑师|建築師|规划师|策划师|分析师|分析師|培训师|讲师|講師|"
    "教授|医师|醫師|医生|醫生|顾问|顧問|合伙人|合夥人|创始人|創始人|创办人|創辦人|负责人|負責人|法人|老板|老闆|东主|文员|文員|干事|"
    "跟单|跟單|买手|採購|采购|编辑|編輯|记者|記者|主编|总编|经纪|經紀|技师|技術員|技术员|师傅|CEO|CTO|CFO|COO|CMO|CIO|GM|VP|HR"
)
_TITLE_ALONE = "业务|業務|销售|銷售"
TITLE = rf"(?:(?:(?:{_TITLE_BEFORE})*(?:{_TITLE_CORE})(?:[(](?:[^()]{{1,10}})[)])?(?:兼|/|、|&)?)+|{_TITLE_ALONE})"
"""A title in Chinese and nothing else."""
TITLE_END = rf"(?:{_TITLE_CORE})(?:[(][^()]{{1,10}}[)])?"
LATIN_TITLE = (
    r"\b(?:Manager|Mgr|Director|Executive|C[ETFOMI]O|President|Chair(?:man|woman|person)?|Engineer|Representative|Assistant|"
    r"Secretary|Supervisor|Officer|Consultant|Specialist|Partner|(?:Co-?)?Founder|Owner|Accountant|Buyer|Purchaser|Merchandiser|"
    r"Coordinator|Leader|Lead|Principal|Associate|Lawyer|Solicitor|Barrister|Designer|Administrator|Clerk|Broker|Agent|Advis[eo]r|"
    r"Analyst|S?E?VP|GM|MD|Professor|Chief|Head|Attorney|Architect|Editor|Planner|Sales|Purchasing|Marketing|Counsel|Developer|Trainer|Treasurer|Controller)\b"
)
DEPARTMENT = r"[\u3400-\u9fffA-Za-z&/]{1,14}(?:部门?|部門|处|處|科|课|課|组|組|事业部|事業部|事業群|办公室|辦公室|營業所)"
LATIN_DEPARTMENT = r"\b(?:Department|Dept|Division|Div|Section|Team|Unit of)\b\.?"
HONORIFICS = ("先生", "小姐", "女士", "太太", "老师", "老師", "同志")

_FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付傅方白邹孟熊秦邱丘江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁"
    "岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤"
    "阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖"
    "巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴"
    "丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎"
    "勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由扶辜利缪乜禤揭邵钮单姒岱幺粘洗员过种逄缑琚亢佴竺蓬郗臧蒯宓昌"
)
_FAMILY_OF_TWO = (
    "欧阳 司马 上官 诸葛 司徒 皇甫 东方 尉迟 公孙 令狐 慕容 夏侯 长孙 宇文 轩辕 南宫 端木 百里 独孤 呼延 闻人 澹台 公冶 宗政 濮阳 淳于 单于 "
    "太叔 申屠 仲孙 钟离 鲜于 闾丘 司空 司寇 赫连 拓跋 西门 万俟 左丘 公羊 范姜 张简 歐陽"
)


@lru_cache(maxsize=1)
def families() -> tuple[frozenset[str], frozenset[str]]:
    """Return the family names of one and of two characters, simplified."""
    return frozenset(fold(_FAMILY)), frozenset(map(fold, _FAMILY_OF_TWO.split()))


@lru_cache(maxsize=1)
def common_families() -> frozenset[str]:
    """Return the hundred commonest family names, simplified: those of two families that somebody may bear."""
    return frozenset(fold(_FAMILY[:100]))


def begins_with_family(name: str) -> int:
    """Return of how many characters the family name is with which `name`, folded, begins; 0 where it does not."""
    one, two = families()
    return 2 if name[:2] in two else int(name[:1] in one)
