"""Making a firm: regions by name, and what is refused before a file is made."""

from pathlib import Path

import pytest

from crm_cli.errors import UsageError
from crm_cli.services.desk import open_desk
from crm_cli.services.firm import create_firm, region_of


@pytest.mark.parametrize(
    ("region", "code", "zone", "currency"),
    [
        ("台灣", "TW", "Asia/Taipei", "TWD"),
        ("台湾", "TW", "Asia/Taipei", "TWD"),
        ("香港", "HK", "Asia/Hong_Kong", "HKD"),
        ("cn", "CN", "Asia/Shanghai", "CNY"),
        ("China", "CN", "Asia/Shanghai", "CNY"),
    ],
)
def test_a_region_is_known_by_its_name_too(
    tmp_path: Path, region: str, code: str, zone: str, currency: str
) -> None:
    create_firm(tmp_path / "crm.db", "甲", "tests", region=region)
    desk = open_desk(tmp_path / "crm.db", None)
    assert (desk.firm.region, desk.zone, desk.currency) == (code, zone, currency)
    desk.close()


@pytest.mark.parametrize(
    "values", [{"region": "火星"}, {"timezone": "Mars/Base"}, {"currency": "XXXX"}, {"region": "ZZ"}]
)
def test_what_is_no_region_zone_or_currency_makes_no_file(tmp_path: Path, values: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        create_firm(tmp_path / "crm.db", "甲", "tests", **values)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("environment", "region"),
    [
        ({"LANG": "zh_TW.UTF-8"}, "TW"),
        ({"LC_ALL": "zh_HK", "LANG": "zh_TW.UTF-8"}, "HK"),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, "CN"),
        ({}, "CN"),
    ],
)
def test_the_region_is_the_locales_when_nobody_says(environment: dict[str, str], region: str) -> None:
    assert region_of(environment) == region
