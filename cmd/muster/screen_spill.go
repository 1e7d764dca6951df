package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"muster"
	"muster/dossier"
	"muster/ingest"
	"muster/internal/buckets"
)

// Tables larger than memory are sorted by account on disk first, in a folder of
// the output, which is found again by a run that was ended half-way and taken away
// by one that succeeds. What is computed is the same.

const (
	defaultMemory = "8GB"
	// memoryOfByte is how much memory a byte of tables takes when all of them are
	// held and looked at together.
	memoryOfByte = 4
	// partsOfMemory is how many parts of the tables would fill it.
	partsOfMemory = 64
	rowsFolder    = "rows"
)

// parseMemory reads a size such as 8GB, 500MB or a number of bytes.
func parseMemory(s string) (int64, error) {
	text, factor := strings.ToUpper(strings.TrimSpace(s)), int64(1)
	for _, unit := range []struct {
		name   string
		factor int64
	}{{"GB", 1 << 30}, {"G", 1 << 30}, {"MB", 1 << 20}, {"M", 1 << 20}} {
		if number, ok := strings.CutSuffix(text, unit.name); ok {
			text, factor = strings.TrimSpace(number), unit.factor
			break
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 || n > 1<<50/factor || n*factor < 1<<20 {
		return 0, usageError(fmt.Sprintf("--memory %q is no size, or less than 1 MB", s), "write it as 8GB or 500MB")
	}
	return n * factor, nil
}

// readInto reads the inputs, on disk where they are more than memory holds.
func (o *screenOptions) readInto(ctx context.Context, cmd *cobra.Command, paths []string, opt ingest.Options) (*ingest.Batch, error) {
	memory, err := parseMemory(o.memory)
	if err != nil {
		return nil, err
	}
	size, err := ingest.Size(paths)
	if err != nil {
		return nil, err
	}
	if size <= memory/memoryOfByte {
		return ingest.Read(ctx, paths, opt)
	}
	onDisk := opt
	onDisk.Spill = ingest.Spill{Dir: filepath.Join(o.out, rowsFolder), Bytes: memory / partsOfMemory / memoryOfByte}
	batch, err := ingest.Read(ctx, paths, onDisk)
	if muster.CodeOf(err) != muster.CodeUnsupported || cmd.Flags().Changed("memory") {
		return batch, err
	}
	return readWhole(ctx, paths, opt, onDisk.Spill.Dir, err)
}

// readWhole reads what cannot be sorted on disk into memory after all.
func readWhole(ctx context.Context, paths []string, opt ingest.Options, dir string, why error) (*ingest.Batch, error) {
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	batch, err := ingest.Read(ctx, paths, opt)
	if err == nil {
		batch.Warnings = append(batch.Warnings, "all of it was held in memory: "+why.Error())
	}
	return batch, err
}

// scratch returns where joins wait while everybody is read, nil where memory
// holds them.
func (o *screenOptions) scratch(batch *ingest.Batch) (*buckets.Files, error) {
	if !batch.OnDisk() {
		return nil, nil
	}
	return buckets.New(filepath.Join(o.out, rowsFolder, "joins"))
}

func scratchOf(files *buckets.Files) dossier.Scratch {
	if files == nil {
		return nil
	}
	return files
}

// tidy takes away what waited on disk, once nothing is asked of it any more.
func tidy(batch *ingest.Batch, files *buckets.Files) error {
	var errs []error
	if files != nil {
		errs = append(errs, files.Close())
	}
	return errors.Join(append(errs, batch.Close(true))...)
}

// nothingReadable says what was wrong with the files when no person could be
// read from any.
func nothingReadable(batch *ingest.Batch) error {
	e := &muster.Error{Code: muster.CodeEmpty, Message: "no person could be read from these files", Hint: "see how each is read with `muster inspect FILE...`"}
	for i := range batch.Files {
		if f := &batch.Files[i]; f.Err != nil {
			e.Message += "\n  " + f.Err.Error()
		}
		if i == 9 && len(batch.Files) > 10 {
			e.Message += fmt.Sprintf("\n  and %d more files", len(batch.Files)-10)
			break
		}
	}
	return e
}
