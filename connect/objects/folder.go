package objects

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"muster"
)

// Folder is where files of one prefix of one bucket are put. They may be taken
// away once they were read: what was taken is remembered in a file beside them.
type Folder struct {
	Dir    string
	Bucket *Bucket
	// Now gives the time a request is signed at and an object was taken.
	Now func() time.Time
	// MaxBytes bounds what one run takes; 0 is no bound. Objects that would go
	// beyond it wait for the next run.
	MaxBytes int64
	// Progress, when set, is told of each object before it is taken.
	Progress func(o Object, done, of int)
}

// Taken is an object whose file is safe on disk.
type Taken struct {
	Object
	File string    `json:"file"` // below the folder, with /
	At   time.Time `json:"at"`
}

// LeftOut is an object that is never taken, and why.
type LeftOut struct {
	Key string `json:"key"`
	Why string `json:"why"`
}

// Told is what one run came to.
type Told struct {
	Taken   []Taken   `json:"taken"`
	Known   int       `json:"known"` // objects that were taken before, unchanged
	Waiting int       `json:"waiting"`
	LeftOut []LeftOut `json:"left_out"`
}

// stateFile remembers what was taken: a line that names the source, then one for
// each object. Its name begins with a dot, so that no run reads it as input.
const stateFile = ".muster-objects.jsonl"

// origin is the first line of the file.
type origin struct {
	Endpoint string `json:"endpoint"`
	Bucket   string `json:"bucket"`
	Prefix   string `json:"prefix"`
}

// ErrAnotherSource is wrapped when a folder holds files of another bucket, prefix or store.
var ErrAnotherSource = errors.New("the folder holds files of another place")

// Update takes every object that is new or has changed since it was taken.
func (f *Folder) Update(ctx context.Context) (*Told, error) {
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return nil, err
	}
	s, err := f.open()
	if err != nil {
		return nil, err
	}
	defer s.file.Close()
	if err := f.sweep(); err != nil {
		return nil, err
	}
	all, err := f.Bucket.list(ctx, f.Now)
	if err != nil {
		return nil, err
	}
	told := &Told{Taken: []Taken{}, LeftOut: []LeftOut{}}
	fresh := f.choose(s, all, told)
	for i, t := range fresh {
		if f.Progress != nil {
			f.Progress(t.Object, i, len(fresh))
		}
		if err := f.take(ctx, t); err != nil {
			return told, err
		}
		t.At = f.Now().UTC().Truncate(time.Second)
		if err := s.add(t); err != nil {
			return told, err
		}
		told.Taken = append(told.Taken, t)
	}
	return told, s.file.Sync()
}

// halfTaken names objects on their way.
const halfTaken = ".fetching-"

// sweep removes what runs that were killed left half taken. What is younger than a
// day may be another run's that still works.
func (f *Folder) sweep() error {
	left, err := filepath.Glob(filepath.Join(f.Dir, halfTaken+"*"))
	for _, name := range left {
		info, gone := os.Lstat(name)
		if gone == nil && info.Mode().IsRegular() && f.Now().Sub(info.ModTime()) > 24*time.Hour {
			err = errors.Join(err, os.Remove(name))
		}
	}
	return err
}

// choose says which objects are to be taken, and counts the others.
func (f *Folder) choose(s *state, all []Object, told *Told) []Taken {
	var fresh []Taken
	bytes := int64(0)
	for _, o := range all {
		if o.Size == 0 {
			continue // folders and marks of finished jobs
		}
		if was, ok := s.taken[o.Key]; ok && was.ETag == o.ETag && was.Size == o.Size {
			told.Known++
			continue
		}
		file, why := fileOf(o.Key, f.Bucket.Prefix)
		if owner, ok := s.files[strings.ToLower(file)]; why == "" && ok && owner != o.Key {
			why = "its file would be that of " + owner
		}
		if why != "" {
			told.LeftOut = append(told.LeftOut, LeftOut{Key: o.Key, Why: why})
			continue
		}
		if bytes += o.Size; f.MaxBytes > 0 && bytes > f.MaxBytes {
			told.Waiting++
			continue
		}
		s.files[strings.ToLower(file)] = o.Key
		fresh = append(fresh, Taken{Object: o, File: file})
	}
	return fresh
}

// fileOf is where an object is put: its key without the folders of the prefix.
// A key is another system's word: what could lead out of the folder, or into a
// file that nobody reads, is left out.
func fileOf(key, prefix string) (file, why string) {
	file = strings.TrimPrefix(key, prefix[:strings.LastIndexByte(prefix, '/')+1])
	switch {
	case file == "" || path.Clean(file) != file || !filepath.IsLocal(filepath.FromSlash(file)) || strings.ContainsAny(file, `\:*?"<>|`):
		return "", "its key is no name for a file"
	case strings.ContainsFunc(file, unicode.IsControl):
		return "", "its key holds control characters"
	case strings.HasPrefix(file, ".") || strings.Contains(file, "/."):
		return "", "names that begin with a dot are not read"
	}
	return file, ""
}

// take puts an object's bytes in its file, whole or not at all.
func (f *Folder) take(ctx context.Context, t Taken) (err error) {
	body, err := f.Bucket.get(ctx, t.Object, f.Now)
	if err != nil {
		return err
	}
	defer body.Close()
	to := filepath.Join(f.Dir, filepath.FromSlash(t.File))
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	part, err := os.CreateTemp(f.Dir, halfTaken+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			part.Close()
			os.Remove(part.Name())
		}
	}()
	n, err := io.Copy(part, io.LimitReader(body, t.Size+1))
	switch {
	case err != nil:
		return f.Bucket.failed(muster.CodeTimeout, t.Key, err)
	case n != t.Size:
		return f.Bucket.damaged(fmt.Errorf("%d of %d bytes of %s arrived", n, t.Size, t.Key))
	}
	if err := errors.Join(part.Sync(), part.Close()); err != nil {
		return err
	}
	if err := os.Rename(part.Name(), to); err != nil {
		return err
	}
	// The name too must last before it is remembered. Not every system lets a
	// folder be synced, and where it does not there is nothing more to do.
	if dir, err := os.Open(filepath.Dir(to)); err == nil {
		_ = dir.Sync()
		dir.Close()
	}
	return nil
}

// state is what was taken, and the open file that remembers it.
type state struct {
	file  *os.File
	taken map[string]Taken  // by key
	files map[string]string // keys by the file they are in, in small letters: some systems tell no others apart
}

// open reads what was taken. A last line that was cut short is one that was not
// written: its object is taken again.
func (f *Folder) open() (*state, error) {
	file, err := os.OpenFile(filepath.Join(f.Dir, stateFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	s := &state{file: file, taken: map[string]Taken{}, files: map[string]string{}}
	if err := s.read(origin{f.Bucket.Endpoint, f.Bucket.Name, f.Bucket.Prefix}); err != nil {
		file.Close()
		return nil, err
	}
	return s, nil
}

func (s *state) read(from origin) error {
	lines := bufio.NewReader(s.file)
	whole := int64(0)
	for first := true; ; first = false {
		line, err := lines.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return err
		}
		if err == io.EOF { // nothing, or half a line
			return s.resume(whole, first, from)
		}
		whole += int64(len(line))
		if first {
			var was origin
			if err := json.Unmarshal(line, &was); err != nil || was != from {
				return &muster.Error{Code: muster.CodeConflict, Message: s.file.Name() + " remembers objects of another place", Hint: "give each bucket and prefix a folder of its own", Err: errors.Join(ErrAnotherSource, err)}
			}
			continue
		}
		var t Taken
		if err := json.Unmarshal(line, &t); err != nil || t.Key == "" {
			return &muster.Error{Code: muster.CodeDamaged, Message: s.file.Name() + " cannot be read", Hint: "move the folder away to take everything again", Err: err}
		}
		s.taken[t.Key], s.files[strings.ToLower(t.File)] = t, t.Key
	}
}

// resume goes on writing after the last whole line.
func (s *state) resume(at int64, empty bool, from origin) error {
	if err := s.file.Truncate(at); err != nil {
		return err
	}
	if _, err := s.file.Seek(at, io.SeekStart); err != nil || !empty {
		return err
	}
	return s.write(from)
}

// add remembers an object once its file is safe.
func (s *state) add(t Taken) error {
	s.taken[t.Key] = t
	return s.write(t)
}

func (s *state) write(line any) error {
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	_, err = s.file.Write(append(text, '\n'))
	return err
}
