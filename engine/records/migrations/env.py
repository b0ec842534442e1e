"""Run by Alembic, inside the transaction of the connection that `engine.records.upgrade` hands in."""

from alembic import context

from engine.records.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
