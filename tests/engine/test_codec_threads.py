"""States are written and read by many threads at once: each gets its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.engine.spiff import codec, runner
from tests.engine.drawing import diagram, end, flow, start, user
from tests.engine.trial import Trial


@pytest.mark.parametrize("threads", [8])
def test_many_threads_read_what_they_wrote(threads):
    drawn = diagram(start(), user("a"), end(), flow("begin", "a", "done"))
    runs = [Trial(drawn, text=[str(n) * 50 for n in range(k, k + 400)]) for k in range(threads)]

    def there_and_back(run):
        wanted = codec.fingerprint(codec.structure(run.run))
        for _turn in range(150):
            content = codec.packed(codec.structure(run.run))
            again = codec.load(content, run.definitions.__getitem__, run.outside)
            assert codec.fingerprint(codec.structure(again)) == wanted
        return len(list(runner.waiting(again)))

    with ThreadPoolExecutor(threads) as pool:
        assert list(pool.map(there_and_back, runs)) == [1] * threads
