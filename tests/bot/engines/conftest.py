"""One Spark session for all tests: its Java takes seconds to start."""

from importlib.util import find_spec

import pytest

from bot.engines.spark.starting import java_version, session


def missing():
    names = [name for name in ("pyspark", "pyarrow", "pandas") if not find_spec(name)]
    return f"no {names[0]}: pip install 'givetake[spark]'" if names else "" if java_version() >= 17 else "no Java 17"


@pytest.fixture(scope="session")
def spark(request):
    if why := missing():
        pytest.skip(why)
    with pytest.MonkeyPatch.context() as patch:
        # Little data: less compiling, and no planning anew after each step.
        quick = "'spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'"
        patch.setenv("PYSPARK_SUBMIT_ARGS", f"--conf {quick} --conf spark.sql.adaptive.enabled=false pyspark-shell")
        with session("local[2,4]") as opened:
            yield opened
