"""What grading each lesson takes, warm, and how far the slowest right solution is from the time that the course allows.

`python -m benchmarks.lessons [ROUNDS]` prints for every lesson the median time of its reference, in turn with the
others, and the most CPU seconds that the worker of any correct style used. Its exit code is 1 if a budget is less than
ten times that.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from grader.catalogue import correct_styles
from grader.collect import collect
from grader.course import load_course
from grader.exam import PUBLIC_KEY, LessonExam, set_exam
from grader.sitting import Candidate, sit
from grader.worker.nursery import Nursery, open_nursery

ROOT = Path(__file__).resolve().parents[1]
MARGIN = 10


def sitting(nursery: Nursery, exam: LessonExam, path: Path) -> tuple[float, float]:
    """Seconds on the clock to sit the exam, and CPU seconds of the worker."""
    (submission,) = collect([path], [exam.lesson])
    start = time.perf_counter()
    with Candidate(nursery, exam.lesson, submission.sources[exam.lesson.id]) as candidate:
        sit(exam, candidate)
    return time.perf_counter() - start, candidate.spent


def main() -> None:
    """Measure every lesson in turn, round after round."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    course = load_course(ROOT)
    exams = set_exam(course, course.lessons, PUBLIC_KEY)
    times: dict[str, list[float]] = {exam.lesson.id: [] for exam in exams}
    used: dict[str, dict[str, float]] = {exam.lesson.id: {} for exam in exams}
    with open_nursery() as nursery:
        for number in range(rounds + 1):
            for exam in exams:
                reference = ROOT / "solutions" / exam.lesson.id / f"{exam.lesson.module}.py"
                seconds, _ = sitting(nursery, exam, reference)
                if number:  # the first one warms up
                    times[exam.lesson.id].append(seconds)
        for exam in exams:
            for style in correct_styles(ROOT, exam.lesson.id):
                used[exam.lesson.id][style.id] = max(sitting(nursery, exam, style.path)[1] for _ in range(3))
    print("lesson               reference, median (min to max)   slowest style, CPU          of the lesson's")
    tight = []
    for exam in exams:
        values = [1e3 * value for value in times[exam.lesson.id]]
        style, most = max(used[exam.lesson.id].items(), key=lambda item: item[1])
        budget = exam.lesson.limits.lesson_seconds
        tight += [exam.lesson.id] if budget < MARGIN * most else []
        spread = f"{statistics.median(values):6.1f} ms ({min(values):.1f} to {max(values):.1f})"
        print(f"{exam.lesson.id:20} {spread:32} {style:22} {most:6.3f} s {budget:6g} s")
    whole = sum(statistics.median(values) for values in times.values())
    print(f"all lessons: {whole:.2f} s; budgets below {MARGIN} times the slowest style: {', '.join(tight) or 'none'}")
    sys.exit(bool(tight))


if __name__ == "__main__":
    main()
