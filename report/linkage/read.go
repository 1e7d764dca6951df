package linkage

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"muster"
	"muster/resolve"
)

// History is what happened to clusters in one run.
type History struct {
	Run int `json:"run"`
	resolve.Event
}

// HasClusters reports whether dir holds the clusters.csv of an earlier run. A
// file of that name which is something else is an error.
func HasClusters(dir string) (bool, error) {
	f, _, err := openClusters(dir)
	if f == nil || err != nil {
		return false, err
	}
	return true, f.Close()
}

// ReadClusters calls each with the record id and the cluster id of every row of
// a clusters.csv, in order, until each returns false. A folder without one has
// no rows.
func ReadClusters(dir string, each func(record, cluster string) bool) error {
	f, r, err := openClusters(dir)
	if f == nil || err != nil {
		return err
	}
	defer f.Close()
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damaged(f.Name(), err)
		}
		if !each(rec[0], rec[1]) {
			return nil
		}
	}
}

// openClusters opens a clusters.csv behind its header; nil where there is none.
func openClusters(dir string) (*os.File, *csv.Reader, error) {
	f, err := os.Open(filepath.Join(dir, FileClusters))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	r := csv.NewReader(bufio.NewReaderSize(f, 1<<18))
	r.ReuseRecord, r.FieldsPerRecord = true, 2
	head, err := r.Read()
	if err != nil || !slices.Equal(head, []string{"record_id", "cluster_id"}) {
		f.Close()
		return nil, nil, damaged(f.Name(), err)
	}
	return f, r, nil
}

func damaged(path string, err error) error {
	return &muster.Error{Code: muster.CodeDamaged, Message: path + " was not written by `muster resolve` or is damaged", Hint: "move it away or choose another --out", Err: err}
}

// ReadEvents reads the history of a folder, oldest first.
func ReadEvents(dir string) ([]History, error) {
	return readLines[History](filepath.Join(dir, FileEvents))
}

// ReadDecisions reads what people decided, oldest first.
func ReadDecisions(dir string) ([]resolve.Decision, error) {
	return readLines[resolve.Decision](filepath.Join(dir, FileDecisions))
}

// maxLine bounds one line of JSON Lines.
const maxLine = 16 << 20

func readLines[T any](path string) ([]T, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, maxLine)
	var out []T
	for n := 1; sc.Scan(); n++ {
		if len(sc.Bytes()) == 0 {
			continue
		}
		var v T
		if err := json.Unmarshal(sc.Bytes(), &v); err != nil {
			return nil, damaged(fmt.Sprintf("%s line %d", path, n), err)
		}
		out = append(out, v)
	}
	if err := sc.Err(); err != nil {
		return nil, damaged(path, err)
	}
	return out, nil
}
