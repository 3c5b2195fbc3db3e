"""Columns are recognised by what people really write above them."""

import pytest

from crm_cli.errors import UsageError
from crm_cli.exchange.header_words import REQUIRED
from crm_cli.exchange.headers import HEADERS, key_of, known, may_hold_phone, recognise


@pytest.mark.parametrize(
    ("noun", "header", "fields"),
    [
        (
            "customers",
            ["序号", "*公司名称", "联系人", "职务", "手机", "电话", "地址（街道）", "所属行业", "意向等级", "业务员", "备注"],
            [None, "name", "contact_name", "contact_title", "contact_phone", "phone", "address", "industry", "grade", "owner", "notes"],
        ),
        (
            "customers",
            ["公司名稱", "聯絡人", "職稱", "行動電話", "電話", "產業", "業務員", "來源", "備註"],
            ["name", "contact_name", "contact_title", "contact_phone", "phone", "industry", "owner", "source", "notes"],
        ),
        ("customers", ["Company Name", "Tel.", "E-Mail", "Mobile", "Remarks"], ["name", "phone", "email", "phone", "notes"]),
        ("customers", ["姓名", "手机号码", "生日"], ["name", "phone", "contact_birthday"]),
        ("customers", ["客户", "姓名", "手机"], ["name", "contact_name", "contact_phone"]),
        ("customers", ["公司名称 Company", "电话1", "电话 2", "phone3"], ["name", "phone", "phone", "phone"]),
        ("customers", ["公司名称", "客户名称"], ["name", None]),
        ("contacts", ["姓名", "单位", "手机", "座机", "籍贯", "爱好"], ["name", "customer", "phone", "phone", "home_town", "hobbies"]),
        (
            "calls",
            ["日期", "通话时间", "客户名称", "被叫号码", "通话结果", "通话时长(秒)", "跟进人"],
            ["day", "at", "customer", "number", "outcome", "talk_seconds", "rep"],
        ),
        (
            "visits",
            ["拜訪日期", "抵達時間", "客戶", "樓層", "拜訪結果", "競爭對手", "下次拜访"],
            ["day", "arrive", "customer", "floor", "outcome", "competitor", "next_day"],
        ),
        ("followups", ["跟进日期", "客户", "跟进方式", "跟进内容"], ["day", "customer", "channel", "note"]),
        ("plans", ["計畫日期", "客戶", "拜訪目的"], ["day", "customer", "purpose"]),
        ("steps", ["截止日期", "客户", "待办事项"], ["due_on", "customer", "words"]),
        ("money", ["类型", "客户", "合同金额", "币种"], ["kind", "customer", "amount", "currency"]),
        ("reps", ["业务员", "职务", "部门"], ["name", "role", "team"]),
        ("customers", ["单位全称", "手机/座机", "归谁跟"], ["name", "phone", "owner"]),
        ("customers", ["公司寶號", "建檔日"], ["name", "created_at"]),
        (
            "calls",
            ["打电话日期", "几点", "联系的人", "客戶寶號", "打得怎样", "聊了几分钟", "聊了什么", "下回什么时候联系"],
            ["day", "at", "contact", "customer", "outcome", "talk_minutes", "note", "next_day"],
        ),
        ("calls", ["幾點", "寶號", "結果", "談話內容"], ["at", "customer", "outcome", "note"]),
        ("calls", ["公司", "结果", "记一下"], ["customer", "outcome", "note"]),
        ("visits", ["去了哪家", "谁去", "几点", "结果", "聊了什么", "下次再去"], ["customer", "rep", "arrive", "outcome", "note", "next_day"]),
        ("visits", ["公司寶號", "誰去", "幾點", "結果", "談話內容"], ["customer", "rep", "arrive", "outcome", "note"]),
    ],
)  # fmt: skip
def test_headers_of_three_scripts(noun, header, fields):
    found = recognise(noun, header, {})
    assert [found.columns.get(index) for index in range(len(header))] == fields
    assert found.unknown == [name for name, field in zip(header, fields, strict=True) if field is None]
    assert found.missing == []


@pytest.mark.parametrize("noun", HEADERS)
def test_every_fields_own_name_is_its_header_and_no_word_means_two_fields(noun):
    owners: dict[str, str] = {}
    for field, words in HEADERS[noun].items():
        spelling = field if field == "no" else field.replace("_", " ").title()
        assert recognise(noun, [spelling], {}).columns == {0: field}
        for word in words.split(", "):
            assert owners.setdefault(key_of(word), field) == field, word
            assert key_of(word) not in {key_of(other) for other in HEADERS[noun]} - {key_of(field)}, word


@pytest.mark.parametrize("noun", REQUIRED)
def test_what_is_missing_is_named_unless_the_record_is(noun):
    assert recognise(noun, ["xyz"], {}).missing == [choices[0] for choices in REQUIRED[noun]]
    if "id" in HEADERS[noun]:
        assert recognise(noun, ["id", "xyz"], {}).missing == []


def test_the_running_number_of_a_list_is_not_our_number():
    assert recognise("customers", ["No.", "NO", "no", "name"], {}).columns == {2: "no", 3: "name"}


def test_a_mapping_wins_whichever_way_round():
    header = ["公司", "供应商", "电话", "颜色", "name"]
    wishes = {"公司": "short_name", "need_supplier": "颜色", "供应商": "hair", "电话": "-"}
    found = recognise("customers", header, wishes, ["hair"])
    assert found.columns == {0: "short_name", 1: "hair", 3: "need_supplier", 4: "name"}
    assert found.unknown == []
    assert recognise("customers", ["公司", "全名"], {"全名": "name"}) == ({1: "name"}, ["公司"], [])


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"老板": "name"}, "No column is called 老板"),
        ({"name": "老板"}, "No column is called 老板"),
        ({"公司": "boss"}, "no field boss"),
        ({"公司": "(mobile)"}, "no field"),
        ({"": "name"}, "No column"),
        ({"老板": "-"}, "No column is called 老板"),
    ],
)
def test_a_mapping_of_what_is_not_there_is_refused(mapping, sentence):
    with pytest.raises(UsageError, match=sentence):
        recognise("customers", ["公司", "", "电话"], mapping)


def test_the_firms_own_field_beats_a_synonym_but_not_a_field():
    assert recognise("customers", ["名称", "预算", "发质"], {}, ["预算", "发质"]).columns == {
        0: "name",
        1: "预算",
        2: "发质",
    }
    assert recognise("customers", ["phone"], {}, ["Phone"]).columns == {0: "phone"}


def test_what_tells_a_header_and_a_phone_column():
    assert known("電話（必填）")
    assert not known("上海明珠贸易有限公司")
    assert [may_hold_phone(cell) for cell in ["手机", "电话2", "被叫号码", "公司"]] == [
        True,
        True,
        True,
        False,
    ]


def test_how_important_a_customer_is_is_not_whether_it_will_buy():
    header = ["公司", "级别", "客戶等級", "客户级别", "level", "rank"]
    assert recognise("customers", header, {}) == ({0: "name"}, header[1:], [])
    for intent in ("意向等级", "意向級別", "意向度", "意向", "grade", "intent"):
        assert recognise("customers", [intent], {}).columns == {0: "grade"}
    assert recognise("calls", ["级别"], {}).columns == {0: "grade"}
