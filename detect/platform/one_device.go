package platform

import (
	"fmt"
	"slices"

	"muster"
	"muster/detect"
)

// ManyAccounts reports a device on which several accounts are used (PLT-02).
func ManyAccounts() detect.Detector {
	return detect.Detector{
		Name: "many-accounts", Flag: "PLT-02", Strength: 4, Family: muster.FamilyLink, Scored: true,
		Needs:   []muster.Kind{muster.KindAccount, muster.KindSignIns},
		Find:    manyAccounts,
		Settled: muster.Settling{Clears: []muster.CheckType{muster.CheckInPerson}, Lowers: []muster.CheckType{muster.CheckLiveInterview, muster.CheckIdentity}},
		Manual: muster.Manual{
			Title: "Several accounts are used on one device",
			What: "Compares the devices accounts were opened on and are used on, as the platform numbers them, by a keyed hash. Strength 4 when three or more accounts in different names share one and it is what this account is used on for half of its days or more, 3 for a quarter of them or when use is not on record, 2 for two accounts. " +
				"A device that an account is on now and then, accounts that are on it now and then, people of one home up to its expected size, members of one agency, and a number that more than 64 accounts hold do not count. A network alone never counts: a campus, a carrier or a shared office gives many people one address. A join never accuses alone.",
			Why: "One person can use one device at a time. In published cases rows of accounts were worked from one place.",
			Innocent: []string{
				"A family or a shared flat with one computer",
				"A computer in a library, a shared office or a training room",
				"A second-hand device whose number stayed",
				"Devices of one make that the platform cannot tell apart",
			},
			Clear: []string{
				"Speak to the holders of the accounts before a camera, at the same time",
				"List the shared office or the agency",
				"Ask the platform's engineers how the number is made, and how many share one by chance",
			},
			Sources: []string{"US22", "ALERT26"},
		},
	}
}

// mostOnDevice is how many accounts one device can hold before its number is no
// device's.
const mostOnDevice = 64

func manyAccounts(d *muster.Dossier, s *muster.Settings) []detect.Draft {
	if !d.Platform.Account || d.Agency.Known || d.Platform.Side == muster.SideAgency && !d.IdentityVerified.IsZero() {
		return nil
	}
	look := func(h *muster.Held) bool { return h.Kind == muster.ArtefactDevice && h.Sharing.Count < mostOnDevice }
	var drafts []detect.Draft
	for _, share := range detect.Shares(d, look, func(h *muster.Held) []muster.Other {
		return slices.DeleteFunc(detect.Strangers(d, s, h), func(o muster.Other) bool { return o.Passing })
	}) {
		at := slices.IndexFunc(d.Platform.Devices, func(u muster.UseFact) bool { return u.ID == share.Held[0].ID })
		if at < 0 {
			continue
		}
		use := &d.Platform.Devices[at]
		draft := share.Draft()
		switch {
		case use.All > 0 && use.Days*4 < use.All:
			continue
		case len(share.Others) < 2:
			draft.Strength = 2
		case use.All == 0 || use.Days*2 < use.All:
			draft.Strength = 3
		}
		draft.Detail = fmt.Sprintf("The account was opened or is used on a device that is used for %s too.", detect.Count(len(share.Others), "account in another name", "accounts in other names"))
		if use.Days > 0 {
			draft.Detail += fmt.Sprintf(" It was used there on %d of its %s with a sign-in.", use.Days, detect.Count(use.All, "day", "days"))
		}
		draft.Rival = "One computer of a family, a shared flat or a training room."
		drafts = append(drafts, draft)
	}
	return drafts
}
