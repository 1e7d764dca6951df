// Generate writes a made table of people and its answer, for comparisons of
// speed and memory at any size. The same flags give the same bytes.
//
//	go run -C tools/compare ./generate -records 1000000 -out people.csv -truth truth.csv
//
// See package resolvetest for what the records are. No value is taken from a
// real person.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"muster/resolve/resolvetest"
)

func main() {
	var c resolvetest.Config
	flag.IntVar(&c.Records, "records", 1_000_000, "how many records")
	flag.Uint64Var(&c.Seed, "seed", 1, "seed of the random draws")
	out := flag.String("out", "people.csv", "table to write")
	truth := flag.String("truth", "", "table of record id and person to write")
	flag.Parse()
	if err := run(c, *out, *truth); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// run writes both tables record by record, so that any size fits in memory.
func run(c resolvetest.Config, out, truth string) (err error) {
	table, err := os.Create(out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	people, answers := bufio.NewWriterSize(table, 1<<20), bufio.NewWriter(io.Discard)
	if truth != "" {
		file, err := os.Create(truth)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }() // flushed and checked below
		answers = bufio.NewWriterSize(file, 1<<20)
	}
	fmt.Fprintln(people, strings.Join(resolvetest.Columns(), ","))
	fmt.Fprintln(answers, "record_id,entity")
	var line []byte
	for r := range resolvetest.Records(c) {
		line = line[:0]
		for i, v := range r.Values { // made of letters, digits and .-@ only, so nothing needs quotes
			if i > 0 {
				line = append(line, ',')
			}
			line = append(line, v...)
		}
		if _, err := people.Write(append(line, '\n')); err != nil {
			return err
		}
		line = append(append(line[:0], r.Values[0]...), ',')
		line = strconv.AppendUint(line, uint64(r.Entity), 10)
		if _, err := answers.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return errors.Join(people.Flush(), answers.Flush())
}
