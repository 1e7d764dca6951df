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

// ReadClusters reads the clusters.csv of an earlier run, record id to cluster
// id; nil when there is none.
func ReadClusters(dir string) (map[string]string, error) {
	path := filepath.Join(dir, FileClusters)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(bufio.NewReaderSize(f, 1<<20))
	r.ReuseRecord, r.FieldsPerRecord = true, 2
	head, err := r.Read()
	if err != nil || !slices.Equal(head, []string{"record_id", "cluster_id"}) {
		return nil, damaged(path, err)
	}
	out := map[string]string{}
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, damaged(path, err)
		}
		out[rec[0]] = rec[1]
	}
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
