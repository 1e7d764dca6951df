// Package all lists every detector, one line each: the stages of hiring, then
// groups and the stages of work, then what logs show, each sorted by flag. Adding a red flag is one
// file in its stage's folder, its cases, and one line here.
package all

import (
	"cmp"
	"slices"

	"muster/detect"
	"muster/detect/background"
	"muster/detect/companies"
	"muster/detect/conduct"
	"muster/detect/endpoint"
	"muster/detect/group"
	"muster/detect/identity"
	"muster/detect/interview"
	"muster/detect/leaving"
	"muster/detect/network"
	"muster/detect/onboarding"
	"muster/detect/pay"
	"muster/detect/platform"
	"muster/detect/sourcing"
	"muster/detect/work"
)

// Detectors returns the list, sorted by flag. It is built anew on each call, so
// callers may change their copy.
func Detectors() []detect.Detector {
	list := slices.Concat(hiring(), working(), live(), doing(), accounts())
	slices.SortFunc(list, func(a, b detect.Detector) int { return cmp.Compare(a.Flag, b.Flag) })
	return list
}

// hiring lists the stages up to the interview.
func hiring() []detect.Detector {
	return []detect.Detector{
		background.UnconfirmedHistory(),    // CVB-01
		background.NeverThere(),            // CVB-02
		background.EducationDiffers(),      // CVB-03
		background.ImpossibleTimeline(),    // CVB-04
		background.RefereeMail(),           // CVB-05
		background.RefereeRing(),           // CVB-06
		background.DifferingCVs(),          // CVB-08
		background.EarlierDismissals(),     // CVB-11
		identity.EditedDocumentImage(),     // IDD-01
		identity.OneCamera(),               // IDD-02
		identity.SharedDocumentTemplate(),  // IDD-03
		identity.PhotoPlace(),              // IDD-04
		identity.DocumentMismatch(),        // IDD-05
		identity.PlacesDisagree(),          // IDD-06
		identity.IdentityHeldElsewhere(),   // IDD-07
		identity.PoorImagesOnly(),          // IDD-08
		identity.IdentifierMismatch(),      // IDD-09
		identity.UnknownJobReported(),      // IDD-10
		identity.DocumentSeenBefore(),      // IDD-11
		identity.MetadataRemoved(),         // IDD-12
		interview.VideoDeclined(),          // INT-01
		interview.LivenessFailed(),         // INT-02
		interview.DifferentPerson(),        // INT-03
		interview.AnswersRead(),            // INT-04
		interview.SecondVoice(),            // INT-05
		interview.MeetingName(),            // INT-06
		interview.JoinedFromAfar(),         // INT-07
		interview.VirtualCamera(),          // INT-08
		interview.OtherAccountsVisible(),   // INT-09
		interview.OwnClaimsUnknown(),       // INT-10
		interview.LiveProofRefused(),       // INT-11
		interview.WorriedByCheck(),         // INT-13
		interview.CollidingInterviews(),    // INT-14
		sourcing.SharedContact(),           // SRC-01
		sourcing.SharedCVText(),            // SRC-02
		sourcing.AdvertMirrored(),          // SRC-03
		sourcing.ApplicationBurst(),        // SRC-04
		sourcing.RepeatedCalls(),           // SRC-05
		sourcing.AppliedFromAfar(),         // SRC-06
		sourcing.ThemedEmail(),             // SRC-07
		sourcing.VirtualPhone(),            // SRC-08
		sourcing.ListedIndicator(),         // SRC-10
		sourcing.AgencyWithoutChecks(),     // SRC-13
		sourcing.ReferralChain(),           // SRC-14
		sourcing.LowPayExpectation(),       // SRC-15
		sourcing.WithdrawalAfterLiveStep(), // SRC-16
		sourcing.SharedMessage(),           // SRC-18
	}
}

// working lists groups and the stages from the offer on.
func working() []detect.Detector {
	return []detect.Detector{
		conduct.PlaceProofRefused(),      // CON-01
		conduct.DeclinedPromotion(),      // CON-02
		conduct.ProfileDeleted(),         // CON-03
		conduct.GoneWhenAsked(),          // CON-04
		conduct.SeveralPeople(),          // CON-05
		group.SharedInfrastructure(),     // GRP-01
		leaving.Extortion(),              // OFF-01
		leaving.EquipmentReturn(),        // OFF-05
		leaving.SimilarApplicant(),       // OFF-06
		leaving.AuthorityNotice(),        // OFF-07
		onboarding.DeliveryElsewhere(),   // ONB-01
		onboarding.DeliveryDrop(),        // ONB-02
		onboarding.SharedDelivery(),      // ONB-03
		onboarding.CollectedByOther(),    // ONB-04
		onboarding.OwnDevice(),           // ONB-05
		onboarding.CollectionPostponed(), // ONB-06
		onboarding.NameChanges(),         // ONB-07
		onboarding.FirstNetwork(),        // ONB-08
		onboarding.PapersFromAfar(),      // ONB-09
		onboarding.PickupMismatch(),      // ONB-10
		onboarding.SentOn(),              // ONB-11
		pay.HolderDiffers(),              // PAY-01
		pay.SharedAccount(),              // PAY-02
		pay.DetailsChanged(),             // PAY-04
		pay.ThirdParty(),                 // PAY-05
		pay.Crypto(),                     // PAY-06
		pay.PassesThrough(),              // PAY-07
		pay.ManyEmployers(),              // PAY-08
		pay.Prepayment(),                 // PAY-09
		pay.AnotherName(),                // PAY-10
		pay.InvoicesVary(),               // PAY-11
		pay.EmploymentLetter(),           // PAY-12
		pay.PapersScattered(),            // PAY-13
		conduct.IdentityLoanAsked(),      // WRK-14
		leaving.Successor(),              // XCO-07
	}
}

// live lists what logs of sign-ins, devices and work show.
func live() []detect.Detector {
	return []detect.Detector{
		endpoint.UnapprovedRemoteTool(), // END-01
		endpoint.SecondRemoteTool(),     // END-02
		endpoint.FixedPIN(),             // END-03
		endpoint.RemoteHands(),          // END-04
		endpoint.CaptureStick(),         // END-05
		endpoint.EmulatedInput(),        // END-06
		endpoint.NeverALaptop(),         // END-07
		endpoint.SlowInput(),            // END-09
		endpoint.HostProfiling(),        // END-10
		endpoint.SeveralProfiles(),      // END-11
		endpoint.CodeRelay(),            // END-12
		endpoint.VPNClient(),            // END-13
		endpoint.RelayTools(),           // END-14
		endpoint.Recorder(),             // END-15
		endpoint.HarmAfterDelivery(),    // END-17
		endpoint.UnmanagedDevice(),      // END-18
		endpoint.AwayFromHome(),         // END-19
		endpoint.Emulator(),             // END-20
		network.HandOver(),              // HND-01
		network.ServiceInCases(),        // NET-01
		network.ServiceNetwork(),        // NET-02
		network.DroppedOut(),            // NET-03
		network.FastJourneys(),          // NET-04
		network.HomeLine(),              // NET-05
		network.OneAuthenticator(),      // NET-06
		network.PlacesInTurn(),          // NET-07
		network.EndlessSession(),        // NET-08
		network.DesktopOnPath(),         // NET-09
		network.NeverTogether(),         // NET-10
		network.OtherLine(),             // NET-11
		network.OtherSystem(),           // NET-12
		network.ListedAddress(),         // NET-13
		network.HandsOnPath(),           // NET-14
		network.SeveralCompanies(),      // XCO-04
	}
}

// doing lists what logs show of when people work and what they do.
func doing() []detect.Detector {
	return []detect.Detector{
		endpoint.KeptActive(),     // END-08
		endpoint.ClockDiffers(),   // END-16
		group.InterlockingDesks(), // GRP-02
		leaving.ExportSpike(),     // OFF-02
		leaving.UsedAfter(),       // OFF-03
		leaving.CodePublished(),   // OFF-04
		work.HoursDiffer(),        // WRK-01
		work.NoRest(),             // WRK-02
		work.LittleProduced(),     // WRK-03
		work.AnotherIdentity(),    // WRK-08
		work.BulkCopies(),         // WRK-09
		work.WithoutTicket(),      // WRK-10
		work.AccessBeyondRole(),   // WRK-11
		work.OtherJob(),           // WRK-12
		work.SmallCharges(),       // WRK-13
	}
}

// accounts lists what platforms see of their accounts, and what shows across the
// companies of a group.
func accounts() []detect.Detector {
	return []detect.Detector{
		platform.ManyPlaces(),      // PLT-01
		platform.ManyAccounts(),    // PLT-02
		platform.AlwaysOn(),        // PLT-03
		platform.SameDocuments(),   // PLT-05
		platform.SamePayout(),      // PLT-06
		platform.Praise(),          // PLT-08
		platform.ManyBids(),        // PLT-09
		platform.NewAndBusy(),      // PLT-11
		platform.ManyChanges(),     // PLT-12
		platform.ChangedHands(),    // PLT-13
		platform.AnotherDocument(), // PLT-14
		platform.PayoutName(),      // PLT-16
		platform.HostedDesk(),      // PLT-04
		platform.SameWords(),       // PLT-07
		platform.Automation(),      // PLT-15
		platform.DeviceApart(),     // PLT-17
		platform.LentAccounts(),    // PLT-18
		platform.WorkedElsewhere(), // PLT-19
		platform.HandedOn(),        // PLT-20
		companies.SharedWallet(),   // XCO-08
		companies.SharedContact(),  // XCO-01
		companies.SharedDelivery(), // XCO-02
		companies.SharedAccount(),  // XCO-03
	}
}
