"""The figures of marked tests on their way to the end of the run, and into the file that `--figures` names."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.trust.rows import Figures, figures_in, joined, line_of, place

Figure = Callable[[Figures], None]
"""Tells the figures of a test, under the rows it is marked with."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the name of the file that figures are added to."""
    parser.addoption("--figures", type=Path, help="a file to add the figures of marked tests to")


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """What a marked test tells its figures with; of one that tells none, it is counted that it passed."""
    marker = request.node.get_closest_marker("trust")
    assert marker is not None, "a test that tells figures is marked with the row they are of"

    def tell(figures: Figures) -> None:
        for row in marker.args:
            request.node.user_properties.append(("figure", line_of(row, figures)))

    return tell


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: "pytest.CallInfo[None]") -> Iterator[None]:
    """Count a marked test that passed and has no figures of its own as cases, of a property as many as were tried."""
    marker = item.get_closest_marker("trust")
    if marker is not None and call.when == "call" and call.excinfo is None:
        told = {figures_in(str(line))[0] for name, line in item.user_properties if name == "figure"}
        for row in marker.args:
            if row not in told:
                item.user_properties.append(("figure", line_of(row, _cases(item))))
    return (yield)


def _cases(item: pytest.Item) -> Figures:
    property_of = getattr(getattr(item, "obj", None), "_hypothesis_internal_use_settings", None)
    machine_of = getattr(getattr(item, "cls", None), "settings", None)
    if property_of is not None and machine_of is None:
        return {"generated inputs": property_of.max_examples}
    return {"passed": 1} if machine_of is None else {"random days of commands": machine_of.max_examples}


def pytest_terminal_summary(terminalreporter: "pytest.TerminalReporter", config: pytest.Config) -> None:
    """Print a line for each row that was tested, and add it to the file of figures."""
    # Of several processes each comes by here, and the first of them knows what all have told.
    if hasattr(config, "workerinput"):
        return
    found: dict[str, Figures] = {}
    for report in terminalreporter.stats.get("passed", []):
        # A test tells its figures once; setting up and tearing down pass them on as well.
        for name, line in report.user_properties if report.when == "call" else ():
            if name == "figure":
                row, figures = figures_in(line)
                found[row] = joined(found.get(row, {}), figures)
    lines = [line_of(row, found[row]) for row in sorted(found, key=place)]
    for line in lines:
        terminalreporter.write_line(line)
    path: Path | None = config.getoption("--figures")
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
