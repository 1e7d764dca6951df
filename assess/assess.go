// Package assess is the one path from observations to assessments: canonical
// forms and joins, dossiers, detectors, policy, groups. The command line, batch
// runs and the server all go through Run, so that the same records always give
// the same answer.
//
// Work is spread over cores in blocks of subjects and put together in the
// subjects' order; a run's result does not depend on the number of cores. Each
// phase reports its progress and its time.
package assess

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
	"time"

	"muster"
	"muster/detect"
	"muster/dossier"
	"muster/normal"
	"muster/policy"
)

// Request is what a run needs.
type Request struct {
	Population muster.Population
	Registers  *muster.Registers
	Settings   *muster.Settings
	Policy     *muster.Policy
	Detectors  []detect.Detector
	Key        []byte      // the organisation's join key
	AsOf       muster.Time // the date of the run
	Region     string      // of telephone numbers without a country code
	Version    string      // of the program
	Workers    int         // 0 means one for each core
	Progress   func(phase string, done, total int)
	// Keep, when not nil, is given everybody once with all their observations,
	// some people at a time and in no order, from several goroutines: what was
	// built for looking at a person need not be built again for keeping it. The
	// lists are the receiver's. An error ends the run.
	Keep func(people []muster.Subject, observations [][]muster.Observation) error

	Decisions []Decision      // what people said about records of one human
	Approved  []muster.Agreed // tools that are approved for everybody, each for its time
	Throwaway map[string]bool // mail hosts that a published list calls throw-away
	Scratch   dossier.Scratch // keeps what is known and found of more people than memory holds; nil keeps it in memory
	Piece     int             // people of one piece there; 0 means 16,384
	// Frozen, when not nil, is what was worked out of everybody before: under it
	// a run says what a Live that holds it says.
	Frozen *Frozen
	Part   *Part // when not nil, the population is some of all people
	Lasts  bool  // the run leaves what the next goes on from, see Result.Looked

	weighing *muster.Policy // Policy with what the detectors declare
}

// Person is one subject's outcome. Most people have no findings, and then an
// empty assessment at level clear.
type Person struct {
	ID         muster.SubjectID
	Name       string // claimed name, for reports asked to show it
	Status     muster.Status
	Role       muster.RoleClass
	Assessment muster.Assessment
	Findings   []muster.Finding
	Groups     []string
	Checks     []muster.PastCheck // on the person's record; for those who weigh the findings again with what people said
	Farm       *muster.FarmFact   // whose devices stand beside theirs; nil for nobody's
}

// Result is the outcome of a run.
type Result struct {
	People    []Person // in the population's order; nil where they wait on disk, see Each
	Groups    []muster.Group
	Unseen    []muster.Unseen
	Values    map[muster.ArtefactID]dossier.Display // values that findings and groups cite
	Passages  []dossier.Likeness
	Phases    []Phase
	Versions  muster.Versions
	Root      [32]byte // hash tree root over all findings
	Kinds     map[muster.Kind]int
	Observed  int // observations read
	Requested *Request
	Index     *dossier.Index // what is known across people, for filing their artefacts

	found   *found // people on disk
	measure *measured
}

// Phase is one part of a run and how long it took.
type Phase struct {
	Name string
	Took time.Duration
}

// maxPassages is how many shared CV passages a result keeps to be shown side
// by side.
const maxPassages = 50

// Run assesses everybody in the population.
func Run(ctx context.Context, r *Request) (*Result, error) {
	res := &Result{Requested: r, Values: map[muster.ArtefactID]dossier.Display{}, Kinds: map[muster.Kind]int{}}
	if err := r.prepare(); err != nil {
		return nil, err
	}
	res.Versions = r.versions()
	var index *dossier.Index
	var groups *foundGroups
	steps := []struct {
		name string
		do   func() error
	}{
		{"comparing records", func() (err error) { index, err = r.index(ctx, false); res.Index = index; return err }},
		{"looking for groups", func() (err error) {
			groups, err = findGroups(ctx, r, index)
			if err == nil {
				res.measure = groups.measured
			}
			return err
		}},
		{"looking at each person", func() error { return res.assessAll(ctx, r, index, groups.facts) }},
		{"describing groups", func() error { return res.describeGroups(index, groups) }},
		{"summing up", func() error { return res.sumUp(r, index) }},
	}
	for _, s := range steps {
		start := time.Now()
		if err := s.do(); err != nil {
			return nil, err
		}
		res.Phases = append(res.Phases, Phase{s.name, time.Since(start)})
	}
	return res, index.Err()
}

func (r *Request) prepare() error {
	if r.Policy == nil {
		r.Policy = policy.Default()
	}
	if r.Settings == nil {
		r.Settings = &r.Policy.Expected
	}
	if r.Registers == nil {
		r.Registers = &muster.Registers{}
	}
	if r.Region == "" {
		r.Region = "GB"
	}
	if r.Workers <= 0 {
		r.Workers = runtime.GOMAXPROCS(0)
	}
	if r.Progress == nil {
		r.Progress = func(string, int, int) {}
	}
	r.weighing = policy.WithDeclared(r.Policy, detect.Settling(r.Detectors))
	return detect.Validate(r.Detectors)
}

// versions names what shapes the assessments of a request.
func (r *Request) versions() muster.Versions {
	return muster.Versions{
		Program: r.Version, Policy: r.Policy.Version, Detectors: fmt.Sprintf("%d detectors", len(r.Detectors)), Normaliser: normal.Version,
		Model: r.Frozen.name(), Approved: approvedVersion(r.Approved),
	}
}

// approvedVersion names a set of approved tools by its digest.
func approvedVersion(list []muster.Agreed) string {
	if len(list) == 0 {
		return ""
	}
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(list); err != nil {
		panic("assess: " + err.Error()) // only for types that are no JSON
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func (r *Request) index(ctx context.Context, changing bool) (*dossier.Index, error) {
	var words dossier.Words
	if r.Frozen != nil {
		words = r.Frozen.Words
	}
	return dossier.NewIndex(ctx, r.Population, r.Registers, dossier.Options{
		Key: r.Key, AsOf: r.AsOf, Region: r.Region, Occupancy: r.Settings.MaxOccupancy, Approved: r.Approved, Throwaway: r.Throwaway, Workers: r.Workers, Words: words, Changing: changing, Scratch: r.Scratch, Piece: r.Piece, Beyond: r.Part.beyond(),
		Progress: func(done, total int) { r.Progress("comparing records", done, total) },
	})
}

// block is what one worker made of a run of subjects.
type block struct {
	values   map[muster.ArtefactID]dossier.Display
	kinds    map[muster.Kind]int
	unseen   []muster.Unseen
	observed int
	farms    map[int]*muster.FarmFact // by place, of people on disk
}

// add puts what was found of other people beside it.
func (b *block) add(other *block) {
	for id, v := range other.values {
		b.values[id] = v
	}
	for k, n := range other.kinds {
		b.kinds[k] += n
	}
	b.unseen = append(b.unseen, other.unseen...)
	b.observed += other.observed
	if len(other.farms) > 0 {
		maps.Copy(b.farms, other.farms)
	}
}

// blockSize is how many people one core looks at in a row.
const blockSize = 256

// assessAll builds every dossier, runs the detectors and weighs the findings.
func (res *Result) assessAll(ctx context.Context, r *Request, index *dossier.Index, groups *dossier.Groups) error {
	n, size := index.Len(), blockSize
	if r.Scratch != nil {
		size = cmp.Or(r.Piece, foundPeople)
		res.found = &found{scratch: r.Scratch, index: index, size: size, farms: map[int]*muster.FarmFact{}}
	} else {
		res.People = make([]Person, n)
	}
	blocks := make([]*block, (n+size-1)/size)
	var mu sync.Mutex
	var next, done int
	var failed error
	var wg sync.WaitGroup
	for range r.Workers {
		wg.Go(func() {
			builder, err := index.NewBuilder(groups)
			for {
				mu.Lock()
				if failed == nil {
					failed = err
				}
				if failed == nil {
					failed = ctx.Err()
				}
				i := next
				next++
				stop := failed != nil || i >= len(blocks)
				mu.Unlock()
				if stop {
					return
				}
				if res.found != nil {
					blocks[i], err = res.assessPiece(ctx, r, builder, i)
				} else {
					blocks[i], err = assessBlock(r, builder, i*size, min((i+1)*size, n), res.People[i*size:min((i+1)*size, n)])
				}
				mu.Lock()
				done++
				r.Progress("looking at each person", min(done*size, n), n)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if failed != nil {
		return failed
	}
	all := &block{values: res.Values, kinds: res.Kinds}
	if res.found != nil {
		all.farms = res.found.farms
	}
	for _, b := range blocks {
		all.add(b)
	}
	res.Unseen, res.Observed = append(res.Unseen, all.unseen...), res.Observed+all.observed
	return index.Err()
}

// assessBlock looks at the people from one place to before another.
func assessBlock(r *Request, builder *dossier.Builder, from, to int, into []Person) (*block, error) {
	b := &block{values: map[muster.ArtefactID]dossier.Display{}, kinds: map[muster.Kind]int{}}
	var people []muster.Subject
	var observations [][]muster.Observation
	for i := from; i < to; i++ {
		if !r.Part.looks(r.Population.Subject(i).ID) {
			continue
		}
		built, err := builder.Build(i)
		if err != nil {
			return nil, err
		}
		into[i-from] = assessOne(r, built, b)
		if r.Keep != nil {
			people = append(people, r.Population.Subject(i))
			observations = append(observations, built.Observations)
		}
	}
	if r.Keep == nil {
		return b, nil
	}
	return b, r.Keep(people, observations)
}

func assessOne(r *Request, built *dossier.Built, b *block) Person {
	d := built.Dossier
	for i := range d.Observed {
		b.kinds[d.Observed[i].Kind]++
	}
	b.observed += len(d.Observed)
	findings := detect.Run(r.Detectors, d, r.Settings)
	findings = slices.DeleteFunc(findings, func(f muster.Finding) bool { return slices.Contains(r.Policy.Off, f.Flag) })
	p := Person{ID: d.Subject, Name: built.Name, Status: d.Status, Role: d.Role, Findings: findings, Checks: built.Checks}
	if farms := d.Live.Networks.Farms; len(farms) > 0 {
		p.Farm = &farms[0]
	}
	if len(findings) == 0 {
		p.Assessment = muster.Assessment{Subject: d.Subject, Level: muster.Clear}
	} else {
		p.Assessment = policy.Assess(r.weighing, d.Subject, findings, built.Checks...)
	}
	for i := range findings {
		named(&findings[i], built)
		if findings[i].Join == nil {
			continue
		}
		for _, id := range findings[i].Join.Artefacts {
			if v, ok := built.Value(id); ok {
				b.values[id] = v
			}
		}
	}
	b.unseen = append(b.unseen, unseenOf(d)...)
	return p
}

// named copies into a finding's evidence what the person's own records call a
// program or a thing plugged in.
func named(f *muster.Finding, built *dossier.Built) {
	for i := range f.Evidence {
		if e := &f.Evidence[i]; e.Subject == built.Dossier.Subject && (e.Kind == muster.KindProgram || e.Kind == muster.KindAttachment) {
			e.Named = built.Called(e.Observation)
		}
	}
}
