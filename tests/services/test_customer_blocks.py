"""A block of a list read by the column is what each of its rows is, read by itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_cli.domain.folding import fold
from crm_cli.errors import CrmError
from crm_cli.services.desk import Desk
from crm_cli.services.importing import customer_blocks
from crm_cli.services.importing.cells import one_line
from crm_cli.services.importing.customer_drafts import Draft, is_sum, read_draft
from crm_cli.services.importing.intake import Block, Intake, Options

NAMES = ["", "白云", "白 云\t公司", "合计", "Total", "B\0C", "陳氏", "(甲)"]
PHONES = ["", "13800138000", " 13800138000", "+86 138 0013 8000", "020-80001234 转 801", "020-80001234/35", "123",
          "13800138000\n13900139000", "８００８２０８８２０", "无"]  # fmt: skip
CELLS = {
    "name": NAMES,
    "short_name": ["", "白云", "By"],
    "city": ["", "广州", "广 州\n"],
    "phone": PHONES,
    "contact_phone": PHONES,
    "contact_name": ["", "王丽", "王丽、李莉", "前台", "Ann Lee", " 王 丽", "经理"],
    "contact_title": ["", "采购 经理"],
    "contact_email": ["", "L@b.cn"],
    "contact_role": ["", "老板", "什么"],
    "email": ["", "A@b.cn", " a@b.cn"],
    "notes": ["", " 要礼品\n年底 "],
    "extension": ["", "801"],
    "grade": ["", "A", "很高"],
    "owner": ["", "陈伟", "没这人"],
    "tags": ["", "春节,中秋"],
    "id": ["", "01a1f82f-1e9a-759d-addf-30ddf9f50cbf"],
    "发质": ["", "好"],
}
ROWS = st.lists(
    st.fixed_dictionaries({}, optional={field: st.sampled_from(told) for field, told in CELLS.items()}),
    min_size=1,
    max_size=6,
)


def one_by_one(intake: Intake, block: Block) -> list[Draft]:
    """Read the rows of a block as customers, each by itself."""
    found = []
    for place in range(block.size):
        row = block.row(place)
        name = one_line(row.fields.get("name"))
        if not intake.is_sound(row):
            continue
        if is_sum(intake, row, fold(name)):
            intake.ledger.totals += 1
            continue
        try:
            found.append(read_draft(intake, row, name, fold(name)))
        except CrmError as error:
            intake.ledger.reject(row.line, error)
    return found


def told(intake: Intake) -> tuple[Any, ...]:
    ledger = intake.ledger
    return ledger.totals, ledger.rejected, ledger.warnings


def of_rows(rows: Sequence[Mapping[str, str]], faults: Mapping[int, str]) -> Block:
    fields = {field: [row.get(field, "") for row in rows] for field in CELLS}
    totals = {place for place, name in enumerate(fields["name"]) if name == "合计"}
    return Block(range(2, len(rows) + 2), fields, faults, totals)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    ROWS, st.dictionaries(st.integers(0, 5), st.just("a quote"), max_size=1), st.sampled_from(["CN", "TW"])
)
def test_a_block_is_read_as_each_of_its_rows(
    desk: Desk, rows: list[dict[str, str]], faults: dict[int, str], region: str
) -> None:
    desk.firm = desk.firm._replace(region=region)
    block = of_rows(rows, {place: fault for place, fault in faults.items() if place < len(rows)})
    with desk.change() as change:
        together, apart = (Intake(desk, change, Options(), {}, ["发质"]) for _time in range(2))
        drafts = customer_blocks.read_drafts(together, block)
        alone = one_by_one(apart, block)
    assert [drafts.draft(place) for place in range(drafts.size)] == alone
    assert told(together) == told(apart)
    assert sorted(phone.raw for phone in drafts.numbers()) == sorted(
        phone.raw for draft in alone for phone in draft.all_phones()
    )
    keys = {*drafts.keys, *drafts.other_keys(), *(phone.e164 for phone in drafts.numbers())}
    assert keys - {"", None} == set().union(*map(Draft.keys, alone))
    some = range(0, drafts.size, 2)
    assert [drafts.part(some).draft(place) for place in range(len(some))] == alone[::2]
