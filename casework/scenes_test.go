package casework

import (
	"path/filepath"
	"testing"

	"muster/internal/pgtest"
)

// scenes are the tests that run on a file and on a server.
func scenes() map[string]func(*world) {
	return map[string]func(*world){
		"AKeyIsNobody":         sceneAKeyIsNobody,
		"ReachSaysWhatMaySays": sceneReachSaysWhatMaySays,
		"EveryCell":            sceneEveryCell,
		"OutsideSignerReads":   sceneOutsideSignerReadsThePersonsSide,
		"Agreed":               sceneAgreed,
		"Unchanged":            sceneUnchanged,
		"EveryField":           sceneEveryField,
		"AdverseStep":          sceneAdverseStep,
		"AnAnswerEndsTheTimeToAnswerAndNotTheWait":  sceneAnAnswerEndsTheTimeToAnswerAndNotTheWait,
		"OnlyReadersSeeACase":                       sceneOnlyReadersSeeACase,
		"PrivilegedNotes":                           scenePrivilegedNotes,
		"Custody":                                   sceneCustody,
		"RecordedCheckSettles":                      sceneRecordedCheckSettles,
		"AdjustmentKeepsOnlyTheSwap":                sceneAdjustmentKeepsOnlyTheSwap,
		"LaterFailureUndoesAPass":                   sceneLaterFailureUndoesAPass,
		"TodayAndBudget":                            sceneTodayAndBudget,
		"AReleaseVerifiesTheAccount":                sceneAReleaseVerifiesTheAccount,
		"ASecondPersonIsAnotherUser":                sceneASecondPersonIsAnotherUser,
		"ANameInAFileIsNobodysSecondPerson":         sceneANameInAFileIsNobodysSecondPerson,
		"TheSoonestPayIsReleasedFirst":              sceneTheSoonestPayIsReleasedFirst,
		"TheSameKeyIsOneAct":                        sceneTheSameKeyIsOneAct,
		"AskedMeanwhile":                            sceneAskedMeanwhile,
		"ManyAtOnceAreOne":                          sceneManyAtOnceAreOne,
		"RefusalsAreEntered":                        sceneRefusalsAreEntered,
		"EntryHoldsTheAct":                          sceneEntryHoldsTheAct,
		"LedgerIsOpenedForAReason":                  sceneLedgerIsOpenedForAReason,
		"LedgerNamesWhoDidIt":                       sceneLedgerNamesWhoDidIt,
		"LinksWorkOnceAndExpire":                    sceneLinksWorkOnceAndExpire,
		"SomebodyCanAlwaysManageUsers":              sceneSomebodyCanAlwaysManageUsers,
		"ScopesReachOnlyTheirEntity":                sceneScopesReachOnlyTheirEntity,
		"KeysAndWebhooks":                           sceneKeysAndWebhooks,
		"AnActMustAskFirst":                         sceneAnActMustAskFirst,
		"ClearingHoldsUntilANewKindOfEvidence":      sceneClearingHoldsUntilANewKindOfEvidence,
		"SuppressionEnds":                           sceneSuppressionEnds,
		"IdentityInDispute":                         sceneIdentityInDispute,
		"ComplaintHasItsClock":                      sceneComplaintHasItsClock,
		"GateIsMetByItsChecks":                      sceneGateIsMetByItsChecks,
		"SameStepsForEveryone":                      sceneSameStepsForEveryone,
		"RightToWorkIsAskedOnceAndNeverForAFinding": sceneRightToWorkIsAskedOnceAndNeverForAFinding,
		"OverrideNeedsASecondPerson":                sceneOverrideNeedsASecondPerson,
		"NoClassIsLoweredByTheWay":                  sceneNoClassIsLoweredByTheWay,
		"SoleUserMeetsNoDeadEnd":                    sceneSoleUserMeetsNoDeadEnd,
		"FirstPayIsNeverStopped":                    sceneFirstPayIsNeverStopped,
		"EscalationClock":                           sceneEscalationClock,
		"SettledEscalationStaysSettled":             sceneSettledEscalationStaysSettled,
		"Draw":                                      sceneDraw,
		"MissRate":                                  sceneMissRate,
		"QuestionsComeFromOwnClaims":                sceneQuestionsComeFromOwnClaims,
		"TwoInterviewersAreCompared":                sceneTwoInterviewersAreCompared,
		"RemovedRowsAreFound":                       sceneRemovedRowsAreFound,
		"AStepGoesWithItsCase":                      sceneAStepGoesWithItsCase,
		"RolesComeFromGroups":                       sceneRolesComeFromGroups,
		"ManyRowsOfOneAct":                          sceneManyRowsOfOneAct,
		"AlteredRowsAreFound":                       sceneAlteredRowsAreFound,
		"InterviewIsEvidenceOfACheck":               sceneInterviewIsEvidenceOfACheck,
		"PlannedInterviewIsWithdrawn":               scenePlannedInterviewIsWithdrawn,
		"StillsAreSeenByFewAndErased":               sceneStillsAreSeenByFewAndErased,
		"PayRunIsDecidedByNamedPeople":              scenePayRunIsDecidedByNamedPeople,
		"KeptNegatives":                             sceneKeptNegatives,
		"APolicyThatLowersNeedsTwo":                 sceneAPolicyThatLowersNeedsTwo,
		"SettingsHaveBounds":                        sceneSettingsHaveBounds,
		"MonitoringNeedsAnAssessmentAndANotice":     sceneMonitoringNeedsAnAssessmentAndANotice,
		"RetentionIsAClock":                         sceneRetentionIsAClock,
		"CopyNamesNobodyElse":                       sceneCopyNamesNobodyElse,
		"CopySaysWhatClearedIt":                     sceneCopySaysWhatClearedIt,
		"PersonIsMasked":                            scenePersonIsMasked,
	}
}

func TestOnFile(t *testing.T) {
	for name, scene := range scenes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scene(newWorld(t, filepath.Join(t.TempDir(), "muster.db")))
		})
	}
}

func TestOnServer(t *testing.T) {
	server := pgtest.Start(t)
	for name, scene := range scenes() {
		t.Run(name, func(t *testing.T) { scene(newWorld(t, server.Database(t))) })
	}
}
