// Package resolve finds which records of any tables are one human being.
//
// # Idea
//
// The model is that of Fellegi and Sunter (1969): each field of a pair of
// records agrees to some named level, each level carries evidence in bits, and
// bits add up. How much a level says is learned from the data without labels,
// by expectation maximisation over the few thousand patterns of levels that
// occur; what strangers look like comes from value counts and a sample. Rare
// values say more than common ones; fields that repeat each other, as town and
// postcode do, are counted once. The pairs come from blocking rules that are
// chosen for the data at hand. Links become clusters only where whole clusters
// agree: one shared value does not make two groups of people one.
//
// # Use
//
//	plan, err := resolve.NewPlan(tables, resolve.Options{}) // what will be compared with what
//	result, err := plan.Run(ctx)
//	for row := range result.Records {
//		fmt.Println(result.ID(row), result.ClusterID(row))
//	}
//
// [Plan] shows what was recognised, the comparisons, and each rule with the
// pairs it makes, before any pair is compared. [Model] overrides any of it and
// is written after each run; a written model is frozen and gives the same scores
// again. [Plan.RunPart] and [Plan.Join] spread one run over machines with an
// identical result. [Result.Why] explains a pair, [Result.Show] a cluster.
// [Index] answers for one record at a time under a frozen model. [Decision]
// holds what people decided, which is always respected.
//
// # Guarantees
//
// The same input gives the same bits on any number of cores. Equal clusters
// come out for any order of the records, but for ties. A missing value is never
// disagreement. Exact copies of a record count a few times at most. Work is bounded: large
// blocks are split by further fields, and what cannot be split is compared with
// its neighbours and reported. Where homes hold families, a pair that twins or
// father and son of one name would make is no link, whatever the evidence.
//
// # Limits
//
// Nothing here says that somebody did wrong; different people on shared
// infrastructure are the matter of package ring. Columns of nationality,
// ethnicity, religion or language are never compared. At most 16 fields are
// compared, at most four entries of a list. Values longer than 192 bytes are equal only where
// the whole is; of long addresses and texts words are compared, too. Estimates of precision and recall
// in a [Result] are the model's own; only labelled data measures them, see
// [Evaluate].
package resolve
