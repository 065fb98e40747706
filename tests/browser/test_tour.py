"""The tour shows every page of the console that there is, with a picture and a sentence."""

from bot.storage.database import Database
from tests.browser.tour import DOCS, PICTURES, STOPS, written
from tests.services.staffing import make_line
from tests.web.consoles import make_console

NO_PAGE = {"live", "rows", "wall_rows", "visit_times", "figures_csv", "recording", "photo"}  # parts, tables, media


def test_every_page_of_the_console_is_a_stop(database: Database) -> None:
    rules = make_console(make_line(database)).url_map.iter_rules()
    pages = {rule.endpoint.removeprefix("console.") for rule in rules if "GET" in (rule.methods or ())}
    assert pages - {"static"} - NO_PAGE <= {stop.view for stop in STOPS.values()}


def test_every_stop_has_its_picture_and_every_picture_its_stop() -> None:
    assert {path.stem for path in PICTURES.glob("*.png")} == set(STOPS)


def test_the_tour_that_is_kept_is_the_one_that_is_written() -> None:
    assert (DOCS / "tour.md").read_text(encoding="utf-8") == written()
