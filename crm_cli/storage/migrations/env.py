"""Runs the migrations on the connection it is handed."""

from alembic import context

from crm_cli.domain.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
