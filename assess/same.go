package assess

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"muster"
	"muster/dossier"
	"muster/resolve"
)

// samePeople finds records believed to be one human: somebody who applied
// twice, an applicant who became a worker under another number. It accuses
// nobody; it spares honest people from being held against themselves, and
// shows HR which records to put together.
//
// A link counts only when the names agree (over documented and declared names)
// and something else does too: a contact, or the date of birth with the home.
// Twins live in one home with one date of birth, and may be called Alex and
// Alexandra: without a contact a variant of the name is not enough.
//
// It returns the groups and the pairs that agree, which rings treat as one
// person: nobody is joined to themselves.
func samePeople(ctx context.Context, r *Request, index *dossier.Index, m *measured) ([]muster.Group, [][2]int32, error) {
	pairs, err := r.matched(ctx, index)
	if err != nil {
		return nil, nil, err
	}
	alone := map[[2]int]bool{} // what nothing but the comparison of all fields puts together
	if r.Lasts {
		alone = maps.Clone(pairs)
	}
	near := func(a, b int) {
		pairs[[2]int{a, b}] = true
		delete(alone, [2]int{a, b})
	}
	index.ContactPairs(near)
	index.BornHomePairs(near)
	m.keep(index, alone)
	groups, same := sameGroups(index, pairs, decisionsOf(r.Decisions))
	return groups, same, nil
}

// matched returns the pairs of records that the comparison of all fields puts
// together, or those it put together when a Live was loaded.
func (r *Request) matched(ctx context.Context, index *dossier.Index) (map[[2]int]bool, error) {
	pairs := map[[2]int]bool{}
	if r.Frozen != nil {
		for _, ids := range r.Frozen.Same {
			a, known := index.Known(ids[0])
			b, knownToo := index.Known(ids[1])
			if known && knownToo {
				pairs[[2]int{min(a, b), max(a, b)}] = true
			}
		}
		return pairs, nil
	}
	people, places := index.People()
	return pairs, compareAll(ctx, people, func(a, b int) { pairs[[2]int{places[a], places[b]}] = true })
}

// compareAll calls found for the rows of a table that the comparison of all
// fields puts together, each with the one of its cluster before it.
func compareAll(ctx context.Context, people *muster.Table, found func(a, b int)) error {
	if len(people.Rows) < 2 {
		return nil
	}
	plan, err := resolve.NewPlan([]*muster.Table{people}, resolve.Options{
		IDColumn: dossier.ColumnID, HappenedColumn: dossier.ColumnFirst,
	})
	if errors.Is(err, resolve.ErrNothingToCompare) {
		return nil // a payroll or shipping sheet alone, or only pictures: there is nobody to put together
	}
	if err != nil {
		return fmt.Errorf("plan the comparison of records: %w", err)
	}
	result, err := plan.Run(ctx)
	if err != nil {
		return fmt.Errorf("compare records: %w", err)
	}
	first := map[int]int{} // cluster's row -> a member seen before
	for row := range result.Records {
		c := result.ClusterRow(row)
		if before, ok := first[c]; ok {
			found(before, row)
		}
		first[c] = row
	}
	return nil
}

// sameGroups puts the pairs that agree together, and those that people put
// together; what people told apart is never in one group.
func sameGroups(index *dossier.Index, pairs map[[2]int]bool, decided decisions) ([]muster.Group, [][2]int32) {
	sets := humans{index: index, parent: map[int]int{}, members: map[int][]int{}, decided: decided}
	decided.each(index, pairs)
	joints := map[int][]muster.Joint{}
	var same [][2]int32
	sorted := slices.SortedFunc(maps.Keys(pairs), func(a, b [2]int) int {
		return cmp.Or(decided.compare(index, a, b), cmp.Compare(index.ID(a[0]), index.ID(b[0])), cmp.Compare(index.ID(a[1]), index.ID(b[1])))
	})
	for _, pair := range sorted {
		found, ok := agree(index, pair[0], pair[1])
		if said, is := decided[pairOf(index, pair)]; is {
			ok = said
			if said {
				found = append(found, togetherBy(index, pair))
			}
		}
		if !ok || !sets.join(pair[0], pair[1]) {
			continue
		}
		same = append(same, [2]int32{int32(pair[0]), int32(pair[1])})
		joints[pair[0]] = append(joints[pair[0]], found...)
	}
	groups := []muster.Group{}
	for _, root := range slices.Sorted(maps.Keys(sets.members)) {
		if rows := sets.members[root]; len(rows) > 1 {
			groups = append(groups, sameGroup(index, rows, joints))
		}
	}
	return groups, same
}

func sameGroup(index *dossier.Index, rows []int, joints map[int][]muster.Joint) muster.Group {
	slices.SortFunc(rows, index.CompareFirst) // a group is called after its earliest member
	group := muster.Group{
		ID: "same-" + string(index.ID(rows[0])), Kind: muster.GroupSameHuman,
		Rivals: []muster.Rival{{
			Explanation: "Two people of one name, such as a parent and child or namesakes in one town.",
			Settles:     "Compare the dates of birth, or ask the person.",
		}},
	}
	var said jointSet
	for _, row := range rows {
		group.Members = append(group.Members, muster.Member{Subject: index.ID(row), Role: muster.MemberRecord})
		for i := range joints[row] {
			said.add(&joints[row][i])
		}
	}
	group.Joints = said.joints
	return group
}

// jointSet puts the agreements of pairs on one value together: what a thousand
// records share is one joint of a thousand, not one for each pair.
type jointSet struct {
	joints  []muster.Joint
	at      map[jointKey]int
	members map[jointMember]bool
}

type jointKey struct {
	artefact muster.ArtefactID
	value    string
}

type jointMember struct {
	joint int
	id    muster.SubjectID
}

func (s *jointSet) add(j *muster.Joint) {
	if s.at == nil {
		s.at, s.members = map[jointKey]int{}, map[jointMember]bool{}
	}
	key := jointKey{j.Artefact, j.Value}
	n, ok := s.at[key]
	if !ok {
		n = len(s.joints)
		s.at[key] = n
		s.joints = append(s.joints, *j)
		s.joints[n].Members = nil
	}
	joint := &s.joints[n]
	for _, id := range j.Members {
		if m := (jointMember{n, id}); !s.members[m] {
			s.members[m] = true
			joint.Members = append(joint.Members, id)
		}
	}
	joint.SharedBy = len(joint.Members)
}

// agree reports whether two records agree enough to be told as one human, and
// on what.
func agree(index *dossier.Index, a, b int) ([]muster.Joint, bool) {
	ag := index.Agree(a, b)
	if ag.Name != muster.OutcomeSame && ag.Name != muster.OutcomeVariant || ag.Born == muster.OutcomeDifferent {
		return nil, false
	}
	sameHome := ag.Home == muster.OutcomeSame && ag.Born == muster.OutcomeSame && ag.Name == muster.OutcomeSame
	if len(ag.Contact) == 0 && !sameHome {
		return nil, false
	}
	members := []muster.SubjectID{index.ID(a), index.ID(b)}
	var joints []muster.Joint
	for i, kind := range ag.Contact {
		joints = append(joints, muster.Joint{Artefact: ag.Shared[i], Kind: kind, Members: members, SharedBy: 2})
	}
	if sameHome {
		joints = append(joints, muster.Joint{Kind: muster.ArtefactAddress, Value: "the same home and date of birth", Members: members, SharedBy: 2})
	}
	return slices.Clip(joints), true
}
