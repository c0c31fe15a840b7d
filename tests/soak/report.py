"""The report: a short table for people, and everything as JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.soak.outcome import Outcome, Struck
from tests.soak.processes import Figures
from tests.soak.record import QUIET, UNANSWERED, Record

# So many violations are shown; the JSON has all.
SHOWN = 20


def table(outcome: Outcome) -> str:
    record = outcome.record
    p50, p99 = outcome.quiet_milliseconds
    found = outcome.found
    lines = [
        f"{'at':>6} {'lasted':>7} {'recovered':>10}  {'fault':24} answers",
        *(_fault_line(outcome, struck) for struck in outcome.struck),
        f"{'':26} {QUIET:24} {_statuses(record.of_phase(QUIET))}",
        "",
        f"requests     {record.total} in {outcome.seconds:.0f} s: {_statuses(_all_statuses(outcome))}",
        f"problems     {_counted(_problems(record))}",
        f"quiet        p50 {p50} ms, p99 {p99} ms",
        f"recovery     {_slowest(outcome.struck)}",
        f"ledger       {outcome.acknowledged} acknowledged, {outcome.unknown} of unknown outcome",
        f"             lost {found['lost']}, doubled {found['doubled']}, wrong {found['wrong']}",
        f"mails        {outcome.repeated_mails} came more than once, which is allowed",
        f"memory       {_memory(outcome)}",
        f"open files   {_files(outcome)}",
        f"log          {_counted(outcome.log.levels)}; {len(outcome.log.tracebacks)} tracebacks",
    ]
    violations = outcome.violations()
    lines += ["", f"{len(violations)} violations" if violations else "no violation"]
    lines += [f"  {violation}" for violation in violations[:SHOWN]]
    if len(violations) > SHOWN:
        lines.append(f"  and {len(violations) - SHOWN} more: --json FILE has all")
    return "\n".join(lines)


def as_json(outcome: Outcome, **more: object) -> str:
    record = outcome.record
    p50, p99 = outcome.quiet_milliseconds
    whole: dict[str, Any] = {
        **more,
        "seconds": round(outcome.seconds, 1),
        "requests": record.total,
        "statuses": _all_statuses(outcome),
        "calls": record.calls,
        "problems": _problems(record),
        "quiet": {"statuses": record.of_phase(QUIET), "p50_ms": p50, "p99_ms": p99},
        "faults": [
            {
                "name": each.name,
                "at_s": round(each.at, 1),
                "lasted_s": round(each.seconds, 2),
                "recovered_after_s": None if each.recovered_after is None else round(each.recovered_after, 2),
            }
            for each in outcome.struck
        ],
        "answers_during_faults": {each.name: record.of_phase(each.name) for each in outcome.struck},
        "acknowledged": outcome.acknowledged,
        "unknown": outcome.unknown,
        **{kind: outcome.found[kind] for kind in ("lost", "doubled", "wrong")},
        "repeated_mails": outcome.repeated_mails,
        "workers": {
            pid: {
                "rss_mb": [outcome.start[pid].rss_mb, end.rss_mb],
                "open_files": [outcome.before[pid].descriptors, end.descriptors],
            }
            for pid, end in _compared(outcome)
        },
        "log": {"levels": outcome.log.levels, "messages": outcome.log.messages, "tracebacks": outcome.log.tracebacks},
        "violations": outcome.violations(),
        "failures": [vars(failure) for failure in record.failures],
    }
    return json.dumps(whole, indent=1)


def _fault_line(outcome: Outcome, struck: Struck) -> str:
    recovered = "never" if struck.recovered_after is None else f"{struck.recovered_after:.2f} s"
    answers = _statuses(outcome.record.of_phase(struck.name))
    return f"{struck.at:>4.0f} s {struck.seconds:>5.1f} s {recovered:>10}  {struck.name:24} {answers}"


def _slowest(struck: Sequence[Struck]) -> str:
    times = [(each.recovered_after, each.name) for each in struck if each.recovered_after is not None]
    return "{:.2f} s at the longest, from: {}".format(*max(times)) if times else "none"


def _all_statuses(outcome: Outcome) -> dict[int, int]:
    total: Counter[int] = Counter()
    for (_, status), number in outcome.record.statuses.items():
        total[status] += number
    return dict(sorted(total.items()))


def _problems(record: Record) -> dict[str, int]:
    return {f"{status or ''} {kind}".strip(): number for (status, kind), number in record.kinds.items()}


def _statuses(numbers: Mapping[int, int]) -> str:
    return ", ".join(
        f"{'unanswered' if status == UNANSWERED else status}: {number}" for status, number in numbers.items()
    )


def _counted(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{name}: {number}" for name, number in sorted(numbers.items())) or "none"


def _memory(outcome: Outcome) -> str:
    return _changes((f"{outcome.start[pid].rss_mb:.0f} MB", f"{end.rss_mb:.0f} MB") for pid, end in _compared(outcome))


def _files(outcome: Outcome) -> str:
    return _changes((outcome.before[pid].descriptors, end.descriptors) for pid, end in _compared(outcome))


def _compared(outcome: Outcome) -> list[tuple[int, Figures]]:
    """The workers that lived from the beginning to the end."""
    return [(pid, end) for pid, end in outcome.end.items() if pid in outcome.start and pid in outcome.before]


def _changes(pairs: Iterable[tuple[object, object]]) -> str:
    return ", ".join(f"{start} → {end}" for start, end in pairs)
