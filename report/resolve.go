package report

import "io"

// Style is the style sheet that all pages share.
func Style() (string, error) {
	b, err := files.ReadFile("templates/style.css")
	return string(b), err
}

// Files holds the files of an output folder under temporary names until all
// are complete; Commit then gives them theirs. Readers see the old files or
// the new ones.
type Files struct{ stage *stage }

// NewFiles makes the folder if needed.
func NewFiles(dir string) (*Files, error) {
	st, err := newStage(dir)
	if err != nil {
		return nil, err
	}
	return &Files{st}, nil
}

// Create opens one file for writing. The file created last is renamed last;
// its presence says that the others are of one run.
func (f *Files) Create(name string) (io.Writer, error) {
	file, err := f.stage.create(name)
	if err != nil {
		return nil, err
	}
	return file, nil
}

// Commit gives every file its name.
func (f *Files) Commit() error { return f.stage.commitFiles() }

// Discard removes what was not committed.
func (f *Files) Discard() { f.stage.discard() }
