package server

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"muster"
	"muster/web"
)

// The bounds of the archives of one import, together. Larger ones go through
// the command line, unpacked.
const (
	maxUnpacked      = 2_000     // files
	maxUnpackedBytes = 512 << 20 // of all of them, as they come out
	maxUnpackedDepth = 10        // folders one in another
	maxNameBytes     = 100       // of a file's or folder's name; the end of a longer one is kept
)

// unpacker takes the zip archives of one import apart. What an archive says of
// itself is not believed: what comes out is counted, and lands below one folder
// that no name in it can leave.
type unpacker struct {
	files int   // that may still come
	bytes int64 // that may still come
}

// isPackage reports whether a zip archive is a document of an office program,
// or another thing that only looks like an archive from inside.
func isPackage(files []*zip.File) bool {
	return slices.ContainsFunc(files, func(f *zip.File) bool {
		return f.Name == "[Content_Types].xml" || f.Name == "mimetype" || f.Name == "META-INF/MANIFEST.MF" || strings.HasPrefix(f.Name, "xl/") || strings.HasPrefix(f.Name, "word/")
	})
}

// unpack puts the files of an archive in its place, in a folder of its name. A file that is none is left
// as it is. An archive that cannot be taken apart safely is refused whole and
// removed, with a sentence for whoever dropped it.
func (u *unpacker) unpack(ctx context.Context, file string) error {
	in, err := zip.OpenReader(file)
	if errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return u.cutShort(file)
	}
	if err != nil {
		return err
	}
	defer in.Close()
	if isPackage(in.File) {
		return nil
	}
	to := file + ".files"
	if err := os.Mkdir(to, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(to)
	if err != nil {
		return err
	}
	for _, f := range in.File {
		if err == nil {
			err = context.Cause(ctx)
		}
		if err == nil {
			err = u.one(root, f)
		}
	}
	if err = errors.Join(err, root.Close(), os.Remove(file)); err != nil {
		return errors.Join(err, os.RemoveAll(to))
	}
	return os.Rename(to, file)
}

// cutShort refuses a file that begins as an archive and has no whole directory at
// its end. Other files are for the readers.
func (u *unpacker) cutShort(file string) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	var head [4]byte
	if _, err := io.ReadFull(in, head[:]); err != nil || string(head[:]) != "PK\x03\x04" || !strings.EqualFold(filepath.Ext(file), ".zip") {
		return nil
	}
	return errors.Join(refusedArchive(muster.CodeTruncated, "The archive ends before it should.", "Copy or pack it again, and drop it once more."), os.Remove(file))
}

func refusedArchive(code muster.Code, message, hint string) error {
	return &muster.Error{Code: code, Message: message, Hint: hint}
}

// one writes one file of an archive. Folders are made as files need them.
func (u *unpacker) one(root *os.Root, f *zip.File) error {
	name, err := unpackedName(f.Name)
	switch {
	case err != nil:
		return err
	case strings.HasSuffix(f.Name, "/") || f.Mode().IsDir() || name == "":
		return nil
	case f.Flags&1 != 0:
		return refusedArchive(muster.CodeEncrypted, "The archive is protected by a password.", "Unpack it with its password, and drop the files.")
	case f.Mode()&fs.ModeType != 0:
		return refusedArchive(muster.CodeUnsupported, "The archive holds a link or a device in place of a file.", "Pack the files themselves.")
	}
	if u.files--; u.files < 0 {
		return refusedArchive(muster.CodeTooLarge, fmt.Sprintf("The archives hold more than %d files.", maxUnpacked), "Bring them in in parts, or unpack them and use the command line for the whole folder.")
	}
	var out *os.File
	if err = root.MkdirAll(path.Dir(name), 0o700); err == nil {
		out, err = root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	}
	if errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENOTDIR) {
		return refusedArchive(muster.CodeDamaged, "The archive holds two files of one name.", "Unpack it, and drop the files that are meant.")
	}
	if err != nil {
		return err
	}
	return errors.Join(u.write(out, f), out.Close())
}

// write unpacks one file and counts what comes out.
func (u *unpacker) write(out io.Writer, f *zip.File) error {
	in, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return refusedArchive(muster.CodeUnsupported, "The archive is packed in a way that is not read.", "Unpack it, and drop the files.")
	}
	if err == nil {
		var n int64
		n, err = io.Copy(out, io.LimitReader(in, u.bytes+1))
		u.bytes -= n
		err = errors.Join(err, in.Close())
	}
	switch {
	case u.bytes < 0:
		return refusedArchive(muster.CodeBomb, fmt.Sprintf("The archives hold more than %d MB once unpacked.", maxUnpackedBytes>>20), "Bring them in in parts, or unpack them and use the command line for the whole folder.")
	case err != nil:
		return errors.Join(refusedArchive(muster.CodeDamaged, "A file in the archive is damaged.", "Pack it again, and drop it once more."), err)
	}
	return nil
}

// unpackedName is the name under which a file of an archive is written: folders
// stay, because an id in a path says whose a file is. "" is one to pass over,
// which some system made for itself.
func unpackedName(name string) (string, error) {
	name = strings.ReplaceAll(strings.ToValidUTF8(name, "_"), "\\", "/")
	clean := strings.TrimSuffix(name, "/")
	if !fs.ValidPath(clean) || strings.ContainsFunc(clean, func(r rune) bool { return r < ' ' || r == ':' }) {
		return "", refusedArchive(muster.CodeUnsupported, "The archive holds a name that leads outside of it.", "Unpack it with care, and drop the files.")
	}
	parts := strings.Split(clean, "/")
	if len(parts) > maxUnpackedDepth {
		return "", refusedArchive(muster.CodeTooLarge, fmt.Sprintf("The archive holds more than %d folders one in another.", maxUnpackedDepth), "Unpack it, and drop the files.")
	}
	for i, part := range parts {
		if strings.HasPrefix(part, ".") || part == "__MACOSX" {
			return "", nil
		}
		parts[i] = uploadedName(part)
	}
	clean = strings.Join(parts, "/")
	if !filepath.IsLocal(filepath.FromSlash(clean)) { // names a system keeps for itself, such as CON
		return "", refusedArchive(muster.CodeUnsupported, "The archive holds a name that this system keeps for itself.", "Unpack it, and drop the files.")
	}
	return clean, nil
}

// notUsed stands before the name of a configuration somebody dropped, so that it
// is none.
const notUsed = "not-used-here."

// uploadedName is the base name under which something dropped is kept. A
// configuration has no effect here, and its reader says so.
func uploadedName(name string) string {
	switch lower := strings.ToLower(name); {
	case name == "" || name == "." || name == "/" || name == "..":
		return "file"
	case lower == "muster.yaml" || lower == "muster.yml":
		return notUsed + lower
	case len(name) > maxNameBytes:
		name = name[len(name)-maxNameBytes:]
	}
	return strings.ToValidUTF8(name, "_")
}

// alsoRefused adds to an error, for whoever dropped files of which none could be
// read, why archives among them were refused.
func alsoRefused(err error, refused []web.ImportedFile) error {
	var e *muster.Error
	if len(refused) == 0 || !errors.As(err, &e) || e.Code != muster.CodeEmpty {
		return err
	}
	told := *e
	for _, f := range refused {
		told.Message += " " + f.Name + ": " + f.Problem
	}
	return &told
}

// unpackUploads takes the archives among the files apart and returns those that
// were refused, each with the reason. What else was dropped goes on.
func unpackUploads(ctx context.Context, files []string) ([]web.ImportedFile, error) {
	return unpackWith(ctx, &unpacker{maxUnpacked, maxUnpackedBytes}, files)
}

func unpackWith(ctx context.Context, u *unpacker, files []string) ([]web.ImportedFile, error) {
	var refused []web.ImportedFile
	for _, file := range files {
		err := u.unpack(ctx, file)
		var because *muster.Error
		switch {
		case errors.As(err, &because) && ctx.Err() == nil:
			refused = append(refused, web.ImportedFile{Name: filepath.Base(file), What: "An archive", Problem: because.Message + " " + because.Hint})
		case err != nil:
			return nil, err
		}
	}
	return refused, nil
}
