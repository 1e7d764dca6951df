#!/usr/bin/env python3
"""Run one linkage task through Muster and through Splink and print both.

Usage: python3 tools/compare/splink.py TABLE.csv [TRUTH.csv] [--muster PATH]

Both get the same columns: those that `muster resolve --explain-plan` compares.
Splink is used as its own tutorial does: exact and fuzzy comparisons by kind of
column, u from random pairs, m by expectation maximisation over two blocking
rules, clusters at probability 0.95. See README.md beside this file.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time

# This file is called splink too: without its folder on the path, "import
# splink" means the package.
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [p for p in sys.path if os.path.abspath(p or ".") != HERE]

INSTALL = """Splink is not in this Python, so there is nothing to compare with.
It needs Python 3.9 or later and the packages splink, version 4 or 5, and pandas:
    python3 -m venv venv && venv/bin/pip install 'splink>=4,<6' pandas
    venv/bin/python tools/compare/splink.py TABLE.csv TRUTH.csv
Muster alone: muster resolve TABLE.csv --out DIR && muster resolve evaluate DIR/clusters.csv TRUTH.csv"""


def arguments():
    p = argparse.ArgumentParser(description="Run one linkage task through Muster and Splink.")
    p.add_argument("table", help="CSV file with a header")
    p.add_argument("truth", nargs="?", help="CSV file with record id and entity")
    p.add_argument("--muster", default="muster", help="the muster program (default: on the path)")
    p.add_argument("--threshold", type=float, default=0.95, help="Splink's match probability for clusters")
    p.add_argument("--max-pairs", type=float, default=1e7, help="random pairs from which Splink estimates u")
    return p.parse_args()


def muster(args, *words):
    done = subprocess.run([args.muster, "resolve", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit("muster resolve %s: %s" % (" ".join(words), done.stderr.strip()))
    return done.stdout


def run_muster(args, out):
    start = time.perf_counter()
    muster(args, args.table, "--out", out, "--json")
    return time.perf_counter() - start


def comparison(cl, field, kind):
    """The comparison Splink's library offers for a kind of column."""
    if kind in ("given name", "family name", "other names"):
        return cl.JaroWinklerAtThresholds(field, [0.92, 0.8]).configure(term_frequency_adjustments=True)
    if kind in ("date of birth", "phone", "document", "bank account", "postcode"):
        return cl.LevenshteinAtThresholds(field, [1, 2])
    if kind == "e-mail":
        return cl.EmailComparison(field)
    if kind in ("address", "free text"):
        return cl.JaroWinklerAtThresholds(field, [0.92, 0.8])
    return cl.ExactMatch(field).configure(term_frequency_adjustments=True)


def blocking(fields):
    """Two kinds of rule: single columns that tell people apart, and pairs."""
    strong = [f for f, kind in fields if kind in ("date of birth", "phone", "e-mail", "document", "bank account", "address")]
    names = [f for f, kind in fields if kind in ("given name", "family name", "postcode", "place")]
    rules = [[f] for f in strong]
    rules += [[a, b] for i, a in enumerate(names) for b in names[i + 1:]]
    return rules or [[f] for f, _ in fields[:2]]


def certain(fields):
    """Rules that bring together hardly anybody but one person: what Splink
    estimates the number of true pairs from."""
    kinds = {}
    for f, kind in fields:
        kinds.setdefault(kind, f)
    rules = [[kinds[k]] for k in ("document", "e-mail", "bank account") if k in kinds]
    whole = [kinds[k] for k in ("given name", "family name", "date of birth") if k in kinds]
    if len(whole) > 1:
        rules.append(whole)
    return rules


def run_splink(args, fields, ids):
    import pandas as pd
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    frame = pd.read_csv(args.table, dtype=str, skipinitialspace=True)
    frame.columns = [c.strip() for c in frame.columns]
    frame["muster_record"] = ids
    frame = frame[["muster_record"] + [f for f, _ in fields]]
    start = time.perf_counter()
    rules = [block_on(*r) for r in blocking(fields)]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="muster_record",
        comparisons=[comparison(cl, f, kind) for f, kind in fields],
        blocking_rules_to_generate_predictions=rules,
    )
    engine = DuckDBAPI()
    if hasattr(engine, "register"):  # Splink 5
        linker = Linker(engine.register(frame), settings)
    else:
        linker = Linker(frame, settings, engine)
    sure = [block_on(*r) for r in certain(fields)] or rules[:1]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=args.max_pairs)
    for rule in rules[:2]:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=0.01)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=args.threshold)
    rows = found.as_pandas_dataframe()[["muster_record", "cluster_id"]].values.tolist()
    return time.perf_counter() - start, rows


def record_ids(clusters):
    with open(clusters, newline="", encoding="utf-8") as f:
        return [row["record_id"] for row in csv.DictReader(f)]


def main():
    args = arguments()
    try:
        import splink
        import pandas  # noqa: F401, which Splink 5 no longer brings along
    except ImportError:
        print(INSTALL)
        return
    if splink.__version__.split(".")[0] not in ("4", "5"):
        print("This script speaks to Splink 4 and 5; here is %s." % splink.__version__)
        return
    with tempfile.TemporaryDirectory() as work:
        ours = os.path.join(work, "muster")
        seconds = {"Muster": run_muster(args, ours)}
        files = {"Muster": os.path.join(ours, "clusters.csv")}
        plan = json.loads(muster(args, args.table, "--explain-plan", "--json"))
        fields = [(c["from"][0].strip(), c["kind"]) for c in plan["comparisons"] if len(c["from"]) == 1]
        seconds["Splink"], rows = run_splink(args, fields, record_ids(files["Muster"]))
        files["Splink"] = os.path.join(work, "splink.csv")
        with open(files["Splink"], "w", newline="", encoding="utf-8") as f:
            out = csv.writer(f)
            out.writerow(["record_id", "cluster_id"])
            out.writerows(rows)
        report(args, plan, seconds, files, splink.__version__)


def report(args, plan, seconds, files, version):
    print("%s: %d records, compared on %s" % (args.table, plan["records"], ", ".join(c["field"] for c in plan["comparisons"])))
    print("Splink %s on DuckDB; times include reading and writing for Muster, and start after reading for Splink" % version)
    print("%-8s %9s %10s %10s %10s %12s %9s" % ("", "seconds", "precision", "recall", "F1", "B-cubed F1", "largest"))
    for name, path in files.items():
        line = "%-8s %9.2f" % (name, seconds[name])
        if args.truth:
            q = json.loads(muster(args, "evaluate", path, args.truth, "--json"))
            line += " %10.4f %10.4f %10.4f %12.4f %9d" % (q["precision"], q["recall"], q["f1"], q["bcubed_f1"], q["largest_cluster"])
        print(line)


if __name__ == "__main__":
    main()
