package ingest

import (
	"slices"

	"muster"
)

// platformKinds are the tables of platforms for work and for payments, whose
// subjects are accounts.
func platformKinds() []*kindSpec {
	return []*kindSpec{accountsSpec(), contractsSpec(), bidsSpec(), ratingsSpec(), messagesSpec(), transfersSpec()}
}

// ownAccount are the words for the account a row is about, in tables where no
// other kind of account can be meant.
var ownAccount = fieldSpec{metaPerson, 0, "account|freelancer|talent|freelanceruid|freelancerreference|talentuid|memberuid|contractorreference|contractoruid|sellerreference"}

func accountsSpec() *kindSpec {
	return &kindSpec{
		name:  Accounts,
		make:  newOf[muster.PlatformAccount](),
		hints: []string{"platformaccounts", "freelancers", "talents", "members", "profiles", "users", "clients", "sellers"},
		needs: [][]string{{metaMember, metaPerson, metaID, metaSubject}, {"side", "created", "ip", "device", "agency"}, {"side", "created", "@hint"}},
		fields: slices.Concat(refFields(), nameFields(1), contactFields(1), homeFields(1), []fieldSpec{
			ownAccount,
			{"date_of_birth", 1, "dateofbirth|dob|birthdate|birthday"},
			{"side", 4, "side|accountside|accounttype|accountrole|usertype|membertype|platformrole|roleonplatform|profiletype"},
			{"agency", 2, "agency|agencyname|agencyaccount|worksthrough|company|companyname"},
			{"created", 3, "accountcreated|created|createdat|createdon|creationdate|registered|registeredat|registeredon|registrationdate|membersince|signupdate|signedupat|signupat|joined|joinedat|joinedon|joindate|createddatetime"},
			{"closed", 2, "closed|closedat|closedon|suspendedat|deletedat|bannedat|deactivatedat|deactivatedon"},
			{"identity_verified", 2, "identityverified|identityverifiedat|identityverifiedon|idverified|idverifiedat|idverifiedon|kycpassedat|kycdate|kycverifiedat|verifiedat|verifiedon"},
			{"ip", 2, "ip|ipaddress|registrationip|signupip|createdip|createdfromip"},
			{"device", 2, "device|deviceid|registrationdevice|signupdevice|devicefingerprint|fingerprint|browserfingerprint|visitorid"},
			{"adjustment", 1, "adjustment|adjustmentagreed|checksswapped"},
			{metaAccount, 1, "login|username|handle|nickname|nick|screenname"},
			{metaUnused, 0, "hourlyrate|rate|title|headline|overview|skills|jobsuccess|jobsuccessscore|totalearnings|earnings|rating|reviews|currency|timezone|avatar|photo|lastlogin|lastactive|lastactivity|connects|badges|limitedaccount|chosenrole|roles"},
		}),
	}
}

func transfersSpec() *kindSpec {
	return &kindSpec{
		name:     Transfers,
		make:     newOf[muster.Transfer](),
		hints:    []string{"transfers", "movements", "accountmovements", "accounttransactions", "ledgerentries"},
		needs:    [][]string{{"way"}, {"amount"}, {"at"}, {metaMember, metaPerson, metaSubject}},
		required: []string{"way", "amount", "at"},
		fields: slices.Concat(refFields(), []fieldSpec{
			{"at", 2, "at|bookedat|bookedon|bookingdate|date|valuedate|transactiondate|movedat"},
			{"way", 4, "way|direction|inorout|creditdebit|creditdebitindicator|drcr|debitcredit"},
			{"amount", 2, "amount|transactionamount|value|movement"},
			{"currency", 1, "currency|currencycode|ccy"},
			{"purpose", 3, "purpose|purposecode|transferpurpose|paymentpurpose|transactiontype|reasoncode"},
			{"holder", 3, "counterparty|counterpartyname|otherside|othersidename|payerorpayee|partyname"},
			{"iban", 2, "counterpartyiban|othersideiban"},
			{"account_number", 2, "counterpartyaccount|counterpartyaccountnumber|othersideaccount"},
			{"bank_code", 2, "counterpartysortcode|counterpartybankcode|counterpartybic|othersidebankcode"},
			{"wallet", 2, "counterpartywallet|counterpartyaddress|othersidewallet"},
			{"method", 2, "counterpartymethod|counterpartyaccounttype|othersidemethod"},
			{"provider", 2, "counterpartybank|counterpartyprovider|othersidebank"},
			{metaRecord, 1, "transferid|transactionid|movementid|entryid"},
			{metaUnused, 0, "name|description|reference|text|balance|runningbalance|status|fee|country"},
		}),
	}
}

func contractsSpec() *kindSpec {
	return &kindSpec{
		name:     Contracts,
		make:     newOf[muster.Contract](),
		hints:    []string{"contract", "contracts", "hires", "engagements", "projects"},
		needs:    [][]string{{"client"}, {"started", "ended", "amount", metaRecord}},
		required: []string{"client"},
		fields: slices.Concat(refFields(), []fieldSpec{
			ownAccount,
			{"client", 4, clientHeaders},
			{"title", 2, "title|contracttitle|contractname|projecttitle|projectname|jobtitle|jobname"},
			{"started", 3, "started|startedat|startdate|contractstart|contractstartdate|startdatetime|hiredat|hiredon|timeawarded|awardedat|createddatetime|created|createdat"},
			{"ended", 3, "ended|endedat|enddate|contractend|contractenddate|enddatetime|completedat|completedon|timecompleted"},
			{"amount", 2, "amount|budget|contractvalue|totalpaid|totalearned|charge|chargeamount|value|price|bidamount"},
			{"currency", 1, "currency|currencycode|ccy"},
			{"worker", 2, "doneby|donebyid|workedby|workedbyid|deliveredby|deliveredbyid|submittedbyaccount|subcontractor|subcontractorid"},
			{metaRecord, 1, "contractid|contractreference|engagementid|projectid|contractrid|offerid|contract"},
			{metaUnused, 0, "clientname|clientcompany|freelancername|status|contractstatus|type|contracttype|team|teamname|hourlyrate|weeklylimit|name|notes|paymentstatus|milestones|completestatus|awardstatus"},
		}),
	}
}

// clientHeaders are the words for the account that buys.
const clientHeaders = "clientid|clientaccount|clientaccountid|buyerid|buyeraccount|hirerid|employeraccountid|clientuid|buyeruid|clientreference|client|buyer|projectownerid|fromuserid"

func bidsSpec() *kindSpec {
	return &kindSpec{
		name:  Bids,
		make:  newOf[muster.Bid](),
		hints: []string{"bid", "bids", "proposals", "proposal", "offers"},
		needs: [][]string{{"sent", "times"}, {"job", "times", "@hint"}, {"state", "times", metaRecord, "@hint"}},
		fields: slices.Concat(refFields(), []fieldSpec{
			ownAccount,
			{metaPerson, 0, "bidderid|bidder"},
			{"job", 2, "job|jobid|jobpostid|jobpostingid|projectid|project|posting|postingid|jobreference"},
			{"sent", 3, "sent|sentat|senton|submitted|submittedat|submittedon|timesubmitted|biddate|bidat|proposaldate|submissiontime|createddatetime|created|createdat|date|day"},
			{"times", 4, "bids|proposals|bidcount|proposalcount|bidssent|proposalssent|numberofbids|times"},
			{"state", 3, "state|outcome|bidstatus|proposalstatus|awardstatus|result|status"},
			{metaRecord, 1, "bidid|proposalid|bid|proposal"},
			{metaUnused, 0, "coverletter|description|text|message|amount|period|connectsused|rate|title|currency|proposalcoverletter|name"},
		}),
	}
}

func ratingsSpec() *kindSpec {
	return &kindSpec{
		name:     Ratings,
		make:     newOf[muster.Rating](),
		hints:    []string{"rating", "ratings", "reviews", "feedback", "review"},
		needs:    [][]string{{"client"}, {"stars"}},
		required: []string{"client", "stars"},
		fields: slices.Concat(refFields(), []fieldSpec{
			ownAccount,
			{metaPerson, 0, "touserid|reviewee|revieweeid"},
			{"client", 3, clientHeaders + "|reviewer|reviewerid|ratedby|ratedbyid"},
			{"at", 2, "at|date|ratedat|ratedon|reviewdate|reviewedat|submitdate|timesubmitted|feedbackdate|createdat|created|submitted"},
			{"stars", 4, "stars|rating|score|ratingvalue|feedbackscore|ratinggiven|overallrating|totalscore"},
			{"most", 2, "most|outof|maxrating|maxscore|scale|highest"},
			{metaRecord, 1, "ratingid|reviewid|feedbackid"},
			{metaUnused, 0, "comment|review|text|contractid|projectid|contract|project|feedback|reviewtext|clientname|name|title|status"},
		}),
	}
}

// messagesSpec reads what holders of accounts wrote. A table of bids with their
// texts is one of bids: a table of messages has texts and no job or state.
func messagesSpec() *kindSpec {
	return &kindSpec{
		name:     Messages,
		make:     newOf[muster.Message](),
		hints:    []string{"messages", "message", "chats", "coverletters", "proposaltexts"},
		needs:    [][]string{{"text"}, {metaMember, metaPerson, metaSubject}, {"@hint"}},
		required: []string{"text"},
		fields: slices.Concat(refFields(), []fieldSpec{
			ownAccount,
			{metaPerson, 0, "senderid|sender|authorid|fromid|fromuser|bidderid"},
			{"text", 4, "text|body|messagetext|message|content|coverletter|proposaltext"},
			{"channel", 2, "channel|medium|where|room|roomtype|thread"},
			{"private", 2, "private|outside|offplatform"},
			{metaRecorded, 2, "sent|sentat|senton|date|createdat|createddatetime|timecreated|timestamp"},
			{metaRecord, 1, "messageid|storyid|proposalid|bidid"},
			{metaUnused, 0, "recipient|recipientid|to|toid|threadid|roomid|subject|attachments|read|name"},
		}),
	}
}

// sideWords are words for the sides of a platform.
func sideWords() []string {
	return []string{
		"talent: freelancer|developer|seller|worker|contractor|provider|individual|expert|freelance",
		"client: buyer|employer|hirer|customer|business|enterprise|client company",
		"agency: agency owner|agency account|vendor|team|studio|agency manager",
	}
}

func bidWords() []string {
	return []string{
		"open: pending|submitted|active|new|created|shortlisted|viewed|interviewing|activated|offered|archived|expired",
		"accepted: won|hired|awarded|accept|contracted|success",
		"declined: lost|rejected|declined by client|not selected|rejected by client|revoked",
		"withdrawn: retracted|cancelled|canceled|withdrawn by freelancer|deleted",
	}
}
