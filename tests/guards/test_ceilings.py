"""Ceilings on size. They are not targets: what reaches one is divided by noun, not into parts."""

from tests.guards.sources import Source, functions, sources

LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 50
OURS = ("app.py", "gunicorn.conf.py", "bot", "tests")


def test_no_file_is_longer_than_300_lines() -> None:
    too_long = [f"{source.name}: {source.lines}" for source in sources(*OURS) if source.lines > LINES_OF_A_FILE]
    assert too_long == []


def test_no_function_is_longer_than_50_lines() -> None:
    too_long = [
        f"{place}: {length}"
        for source in sources(*OURS)
        for place, length in functions(source)
        if length > LINES_OF_A_FUNCTION
    ]
    assert too_long == []


def test_a_function_is_measured_from_its_def_to_its_last_line() -> None:
    text = "@wrapped\ndef short() -> None:\n    pass\n\n\nasync def long() -> None:\n" + "    await rest()\n" * 50
    assert list(functions(Source("a.py", text))) == [("a.py:2 short", 2), ("a.py:6 long", 51)]
