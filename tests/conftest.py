"""Settings that every test shares: the profiles of Hypothesis.

`fixed` is the default and runs the same examples everywhere, so that a failure in continuous
integration is one on the author's machine. `explore` draws fresh examples, many more of them:
`pytest --hypothesis-profile=explore`.
"""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "fixed",
    derandomize=True,
    deadline=None,  # a busy machine is no failure of the property
    suppress_health_check=[HealthCheck.too_slow],  # the same
    print_blob=True,
)
settings.register_profile(
    "explore",
    derandomize=False,
    deadline=None,
    max_examples=2000,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("fixed")
