"""How long the fuzzing takes: bounded in every run, longer by `make fuzz`."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("bounded", max_examples=60, deadline=None, derandomize=True, database=None,
                          suppress_health_check=SLOW)
settings.register_profile("long", max_examples=3000, deadline=None, database=None, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("FUZZ", "bounded"))
