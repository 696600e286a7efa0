"""Every change of a model has its migration, as Django itself sees it.

It asks `makemigrations --check` in a process of its own, so that neither the settings of other
tests nor a running database matter. The same question is put to an app that lacks a migration.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.arch.tree import ROOT

SETTINGS = "setia.platform.django_settings"


def _pending(settings: str, folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONPATH": str(folder),
        "SETIA_HOME": str(home),
    }
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        # Without a database Django warns that it could not compare the history applied there.
        [
            sys.executable,
            "-W",
            "ignore::RuntimeWarning",
            "-m",
            "django",
            "makemigrations",
            "--check",
            "--dry-run",
        ],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_every_model_change_has_its_migration(tmp_path: Path) -> None:
    result = _pending(SETTINGS, ROOT / "src", tmp_path)
    said = result.stdout + result.stderr
    assert result.returncode == 0, f"run `python -m django makemigrations`:\n{said}"
    assert "No changes detected" in said


def test_a_model_without_its_migration_is_found(tmp_path: Path) -> None:
    app = tmp_path / "shop"
    (app / "migrations").mkdir(parents=True)
    (app / "__init__.py").touch()
    (app / "migrations" / "__init__.py").touch()
    (app / "models.py").write_text(
        "from django.db import models\n\n\nclass Shop(models.Model):\n"
        "    id = models.BigIntegerField(primary_key=True)\n"
    )
    (tmp_path / "shop_settings.py").write_text(
        "INSTALLED_APPS = ['shop']\nUSE_TZ = True\n"
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.dummy'}}\n"
    )
    result = _pending("shop_settings", tmp_path, tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "Shop" in result.stdout
