"""Whether what a page shows is still true, told by the database: nothing is sent, read or drawn to find out."""

from sqlalchemy import TextClause, text


def fingerprint_of(*queries: str) -> TextClause:
    """One statement whose only value changes when a row of these queries does. They take the same values as theirs.

    It is made from the very queries that a page reads, so that nothing shown can be forgotten in it.
    """
    told = ", ".join(f"(SELECT string_agg(q::text, chr(10)) FROM ({query}) q)" for query in queries)  # noqa: S608
    return text(f"SELECT md5(concat_ws(chr(10), {told}))")
