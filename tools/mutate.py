"""Mutation testing: puts small faults into rules, states, masking, money, stock and gateway steps, one at a time.

``python tools/mutate.py`` judges a sample of 300 mutants; what the tests do not notice is listed as survivors. The
first run (and each with ``--map``) runs the suite once to learn which tests execute which lines; later ones run the
test files that have changed. A mutant is judged by tests that execute it, up to ``--budget`` seconds of them. ``--all``
judges every mutant, for hours, and goes on where it was interrupted, as ``--resume`` does with a sample. State and map
are kept in ``.mutation/``.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from mutation import coverage_map
from mutation.coverage_map import CoverageMap
from mutation.mutants import Mutant, mutants_of, target_files
from mutation.report import page
from mutation.results import Explanations, Result, State, summary, survivors
from mutation.runner import Job, Outcome, judge_all
from mutation.selection import select

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".mutation"
EXPLAINED = Path(__file__).parent / "mutation" / "explained.toml"


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300, help="how many mutants a sample has (300)")
    parser.add_argument("--seed", type=int, help="which sample; another one each day unless told")
    parser.add_argument("--all", action="store_true", help="every mutant; goes on where the last such run ended")
    parser.add_argument("--resume", action="store_true", help="go on with the sample of the last run of this seed")
    parser.add_argument("--again", action="store_true", help="as --resume, and judge anew what lived on")
    parser.add_argument("--only", default="", help="mutants of files whose path contains this")
    parser.add_argument("--budget", type=float, default=60.0, help="seconds of tests per mutant at most (60)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at a time (one per processor)")
    parser.add_argument("--map", action="store_true", help="run the suite anew to learn what tests execute")
    parser.add_argument("--tests", nargs="*", default=[], help="the tests to map instead of all; implies --map")
    parser.add_argument("--report", type=Path, help="write the results to this page (mutation.md in docs)")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    options = options_of(arguments)
    kinds = target_files(ROOT)
    every = [mutant for path, kind in kinds.items() for mutant in mutants_of(ROOT, path, kind) if options.only in path]
    seed = options.seed if options.seed is not None else datetime.now(UTC).date().toordinal()
    chosen = sample(every, len(every) if options.all else options.count, seed)
    coverage = known_coverage(options, list(kinds))
    stale = sorted({mutant.path for mutant in chosen if coverage.is_stale(ROOT, mutant.path)})
    if stale:
        print(f"changed since the map was built: {', '.join(stale)}. Build it anew with --map.", file=sys.stderr)
        return 2
    state = State(FOLDER / ("all.jsonl" if options.all else f"sample-{seed}.jsonl"))
    if options.again:
        explanations = Explanations(EXPLAINED)
        state.forget_the_living({mutant.key for mutant in chosen if explanations.reason_for(mutant)})
    elif not (options.all or options.resume):
        state.clear()
    print(f"{len(chosen)} of {len(every)} mutants, seed {seed}, {options.jobs} at a time")
    results = judged(chosen, coverage, state, options)
    print("\n".join(["", "Survivors:", *survivors(results), "", summary(results)]))
    if options.report:
        options.report.write_text(page(results, len(every), seed), encoding="utf-8")
    return 0


def sample(mutants: list[Mutant], count: int, seed: int) -> list[Mutant]:
    """``count`` mutants in an order that the seed decides. A change of the code changes few of them."""
    return sorted(mutants, key=lambda mutant: sha256(f"{seed} {mutant.place}".encode()).digest())[:count]


def known_coverage(options: argparse.Namespace, targets: list[str]) -> CoverageMap:
    """The map that is kept, with its changed test files recorded anew; or a new one of the whole suite."""
    path = FOLDER / "coverage.json.gz"
    if path.exists() and not (options.map or options.tests):
        coverage = coverage_map.load(path)
        changed = coverage.changed_test_files(ROOT)
        if tests := sorted(name for name in changed if (ROOT / name).exists()):
            coverage = coverage.updated(recorded(targets, tests, options.jobs), changed)
    else:
        coverage = recorded(targets, options.tests, options.jobs)
    coverage.save(path)
    return coverage


def recorded(targets: list[str], tests: list[str], jobs: int) -> CoverageMap:
    print(f"recording what {', '.join(tests) or 'all tests'} execute")
    coverage, failed = coverage_map.build(ROOT, targets, tests, jobs)
    for test in failed:
        print(f"does not judge, as it fails without a mutant: {test}", file=sys.stderr)
    return coverage


def judged(chosen: list[Mutant], coverage: CoverageMap, state: State, options: argparse.Namespace) -> list[Result]:
    """The results of all mutants, those in the state first."""
    explanations = Explanations(EXPLAINED)
    seconds = dict(coverage.tests)
    results, jobs = [], []
    for mutant in chosen:
        if mutant.key in state.outcomes:
            results.append(Result(mutant, *state.outcomes[mutant.key]))
            continue
        covering = coverage.tests_for(ROOT, mutant)
        tests = select(ROOT, coverage, mutant, covering, options.budget)
        if tests:
            spent = sum(seconds[name] for name in tests)
            jobs.append(Job(mutant, tests, spent, len(covering)))
        else:
            results.append(Result(mutant, Outcome.NOT_COVERED, 0, 0))
            state.add(results[-1])
    for number, (job, outcome) in enumerate(judge_all(ROOT, jobs, options.jobs) if jobs else (), start=1):
        results.append(Result(job.mutant, outcome, len(job.tests), job.covering))
        state.add(results[-1])
        print(f"{number}/{len(jobs)} {outcome.value}: {job.mutant}", flush=True)
    return [explained(result, explanations) for result in results]


def explained(result: Result, explanations: Explanations) -> Result:
    reason = explanations.reason_for(result.mutant) if result.outcome is not Outcome.KILLED else None
    return Result(result.mutant, result.outcome, result.ran, result.covering, reason)


if __name__ == "__main__":
    sys.exit(main())
