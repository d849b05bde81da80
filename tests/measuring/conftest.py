"""Engines that take long to start: one of each for all tests of a worker."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from measuring.counting.test_postgres import ThroughPsql, started
from slacontract.measuring.counting.engines.spark import session

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

URL = "spark:local[2]"


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """A Spark session within this machine, whose own tables lie in a folder that is thrown away."""
    from pyspark.sql import SparkSession  # noqa: PLC0415  # where there is Java

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    folder = tmp_path_factory.mktemp("spark")
    SparkSession.builder.config("spark.sql.warehouse.dir", str(folder))
    made, given_back = session(URL)
    yield made
    given_back()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[ThroughPsql]:
    """A server of PostgreSQL without a port."""
    with started() as server:
        yield server
