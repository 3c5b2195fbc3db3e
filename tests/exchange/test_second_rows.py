"""A customer that stands in a file twice: nothing of either row is lost."""

from crm_cli.services import contacts, customers, own_fields
from crm_cli.storage.contacts import FIND_PHONES
from crm_cli.storage.customers import TAGS
from tests.exchange.importing import counts, taken, written

TWICE = (
    "公司名称,电话,联系人,联系人电话,职务,联系人备注,地址,备注,行业,业务员,发质,等级,标签\n"
    "广州双行礼品公司,020-81112222,张三,13800001111,经理,喜欢茶,天河路1号,旺季才订,礼品,陈伟,粗,,甲\n"
    "廣州雙行禮品公司,020-81113333,李四,13800002222,,,体育西路2号,要找李四,,李娜,细,A,乙\n"
    "广州双行礼品公司,,张三,13800001111,总监,有两个孩子,天河路1号,旺季才订,礼品,陈伟,粗,A,甲\n"
)


def test_a_second_row_fills_blanks_and_what_it_says_otherwise_is_kept_and_told(desk, tmp_path):
    own_fields.add_field(desk, "customer", "发质", kind="text", choices=())
    path = written(tmp_path / "list.csv", TWICE)
    report = taken(desk, "customers", path)
    assert counts(report) == (1, 2, 0, 0)
    (row,) = customers.customers(desk)
    assert row.notes.splitlines() == [
        "旺季才订",
        "要找李四",
        "廣州雙行禮品公司: owner: 李娜; address: 体育西路2号; 发质: 细",
        "张三: title: 总监; notes: 有两个孩子",
    ]
    assert (row.owner, row.address, row.grade, row.industry) == ("陈伟", "天河路1号", "A", "礼品")
    assert {tag.name for tag in desk.database.all(TAGS, customer_no=row.no)} == {"甲", "乙"}
    assert len(desk.database.all(FIND_PHONES, customer_no=row.no)) == 4
    assert [one.title for one in contacts.contacts(desk, sort="no")] == ["经理", ""]
    told = "Line {} says otherwise of c1; that is kept in its notes: {}"
    assert told.format(3, "owner: 李娜; address: 体育西路2号; 发质: 细") in report.warnings
    assert told.format(4, "张三: title: 总监; notes: 有两个孩子") in report.warnings
    assert counts(taken(desk, "customers", path)) == (0, 0, 3, 0)
    assert [one.notes for one in customers.customers(desk)] == [row.notes]
