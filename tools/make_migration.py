"""Write the next migration from the difference between the models and the migrations so far.

Usage: python tools/make_migration.py 0002 "Add buildings"
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from crm_cli.storage.migrate import MIGRATIONS, run_migrations


def main() -> None:
    revision, message = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'empty.db'}")
        with engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            config.attributes["connection"] = connection
            if any((MIGRATIONS / "versions").glob("*.py")):
                run_migrations(connection)
            command.revision(config, message, autogenerate=True, rev_id=revision)


if __name__ == "__main__":
    main()
