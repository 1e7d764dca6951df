package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"muster"
	"muster/dossier"
	"muster/ingest"
	"muster/internal/pieces"
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
	program, err := programPrint()
	if err != nil {
		return nil, err
	}
	lists, err := folderPrint(o.lists)
	if err != nil {
		return nil, err
	}
	onDisk.Spill = ingest.Spill{Of: program + " " + lists, Dir: filepath.Join(o.out, rowsFolder), Bytes: memory / partsOfMemory / memoryOfByte}
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

// scratch opens the folder in which what is known and found of people waits, nil
// where memory holds it. Pieces of an earlier run are taken up when it read the
// same, under the same policy, lists and day, by the same program.
func (o *screenOptions) scratch(batch *ingest.Batch, v *vault, asOf muster.Time) (*pieces.Folder, error) {
	if !batch.OnDisk() {
		return nil, nil
	}
	of, err := o.work(batch, v, asOf)
	if err != nil {
		return nil, err
	}
	debug.SetGCPercent(collectOnDisk) // until screen is done
	return pieces.Open(o.workFolder(), of)
}

// workFolder is where what is known and found of people waits.
func (o *screenOptions) workFolder() string { return filepath.Join(o.out, rowsFolder, "people") }

// work says what the work on disk is of: everything that what is found follows
// from.
func (o *screenOptions) work(batch *ingest.Batch, v *vault, asOf muster.Time) ([]byte, error) {
	p, err := loadPolicy(cmp.Or(o.policy, batch.Policy))
	if err != nil {
		return nil, err
	}
	throwaway, err := throwawayOf(o.lists)
	if err != nil {
		return nil, err
	}
	self, err := programPrint()
	if err != nil {
		return nil, err
	}
	once := "" // a database may hold other people by the next run
	if v.people != nil && v.people.Len() > 0 {
		once = v.run.ID
	}
	h := sha256.New()
	in := json.NewEncoder(h)
	for _, part := range []any{self, batch.Print(), once, p, throwaway, batch.Approved, v.registers(batch), asOf, o.region, v.run.Organisation} {
		if err := in.Encode(part); err != nil {
			return nil, fmt.Errorf("describe the work: %w", err)
		}
	}
	h.Write(v.key) // ids of values are others under another key
	return fmt.Appendf(nil, "%x\n", h.Sum(nil)), nil
}

// programPrint tells this program from another build of it.
func programPrint() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	info, err := os.Stat(self)
	if err != nil {
		return "", err
	}
	return fmt.Sprint(version(), info.Size(), info.ModTime().UnixNano()), nil
}

// folderPrint tells the files of a folder from others, "" where there is none.
func folderPrint(dir string) (string, error) {
	if dir == "" {
		return "", nil
	}
	h := sha256.New()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintln(h, path, info.Size(), info.ModTime().UnixNano())
		}
		return err
	})
	return fmt.Sprintf("%x", h.Sum(nil)), err
}

func scratchOf(work *pieces.Folder) dossier.Scratch {
	if work == nil {
		return nil
	}
	return work
}

// tidy takes away what waited on disk, once nothing is asked of it any more.
func tidy(batch *ingest.Batch, work *pieces.Folder) error {
	var errs []error
	if work != nil {
		errs = append(errs, work.Close(true))
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
