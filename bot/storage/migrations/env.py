"""Alembic's door: run the steps on the connection that `schema_version` hands over, in its transaction."""

from alembic import context

from bot.storage.visit_tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    compare_type=True,
    compare_server_default=False,  # spelt differently by the server; the tables say what they need
)
context.run_migrations()
