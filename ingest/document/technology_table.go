package document

// release is a technology and the first year the public could have used or seen
// it: the earliest preview, announcement or open-sourcing by its makers, so
// that an early adopter is never contradicted. Names are separated by "|"; one
// that starts with "=" is also an ordinary word and counts only in that very
// spelling, and one that starts with "~" only inside a list of technologies.
type release struct {
	names string
	year  int
}

// releases is compiled from the release notes and announcements of the makers.
// A technology whose history is disputed, or whose name is older than itself,
// is left out.
var releases = []release{
	// Languages and runtimes.
	{"Python", 1991}, {"=Java", 1995}, {"JavaScript", 1995}, {"PHP", 1995}, {"=Ruby", 1995}, {"C#|C-sharp", 2000}, {"F#", 2005}, {"Scala", 2003},
	{"Groovy", 2003}, {"Clojure", 2007}, {"~Go|Golang", 2009}, {"~Rust", 2010}, {"Kotlin", 2011}, {"TypeScript", 2012}, {"~Swift", 2014}, {"=Dart", 2011},
	{"=Elixir", 2011}, {"=Julia", 2012}, {"=Zig", 2016}, {"Solidity", 2014}, {"PowerShell", 2003}, {"CoffeeScript", 2009}, {"WebAssembly|WASM", 2015},
	{"Node.js|NodeJS|=Node", 2009}, {"=Deno", 2018}, {".NET Core", 2014}, {"ASP.NET Core", 2014}, {"Blazor", 2017}, {"Mojo", 2023},
	// Web.
	{"React.js|ReactJS|=React", 2013}, {"AngularJS|Angular.js|=Angular", 2010}, {"Vue.js|VueJS|=Vue", 2013}, {"Svelte", 2016}, {"SvelteKit", 2020}, {"Next.js|NextJS", 2016},
	{"Nuxt.js|NuxtJS|Nuxt", 2016}, {"GatsbyJS|=Gatsby", 2015}, {"=Redux", 2015}, {"MobX", 2015}, {"jQuery", 2006}, {"Backbone.js", 2010}, {"Ember.js|EmberJS", 2011},
	{"Tailwind CSS|TailwindCSS|=Tailwind", 2017}, {"Material UI|Material-UI|MUI", 2014}, {"Webpack", 2012}, {"=Vite", 2020}, {"ESLint", 2013}, {"=Jest", 2014},
	{"=Cypress", 2015}, {"=Playwright", 2020}, {"=Puppeteer", 2017}, {"React Native", 2015}, {"Flutter", 2016}, {"Xamarin", 2011}, {"Express.js|ExpressJS", 2010},
	{"NestJS|Nest.js", 2017}, {"GraphQL", 2015}, {"gRPC", 2015}, {"Protocol Buffers|Protobuf", 2008}, {"Django", 2005}, {"=Flask", 2010}, {"FastAPI", 2018},
	{"Ruby on Rails", 2004}, {"Laravel", 2011}, {"Symfony", 2005}, {"Spring Boot", 2013}, {"Micronaut", 2018}, {"Quarkus", 2019}, {"WebRTC", 2011}, {"HTML5", 2008},
	{"SASS|SCSS", 2006}, {"Storybook", 2016}, {"Socket.io", 2010}, {"tRPC", 2020}, {"Astro.js", 2021}, {"SolidJS|Solid.js", 2018}, {"shadcn/ui|shadcn", 2023},
	// Data.
	{"Hadoop", 2006}, {"Apache Spark|PySpark|~Spark", 2010}, {"Apache Kafka|=Kafka", 2011}, {"Apache Flink|=Flink", 2014}, {"Apache Beam", 2016}, {"Airflow|Apache Airflow", 2015},
	{"=dbt", 2016}, {"=Snowflake", 2012}, {"Databricks", 2013}, {"BigQuery", 2010}, {"Redshift|Amazon Redshift", 2012}, {"Delta Lake", 2019}, {"Apache Iceberg", 2018},
	{"=Trino", 2020}, {"HBase", 2007}, {"Cassandra|Apache Cassandra", 2008}, {"MongoDB", 2009}, {"CouchDB", 2005}, {"Redis", 2009}, {"Elasticsearch|Elastic Search", 2010},
	{"Kibana", 2011}, {"InfluxDB", 2013}, {"TimescaleDB", 2017}, {"CockroachDB", 2014}, {"ClickHouse", 2016}, {"DynamoDB", 2012}, {"Neo4j", 2007}, {"PostgreSQL|Postgres", 1996},
	{"MySQL", 1995}, {"SQLite", 2000}, {"MariaDB", 2009}, {"Firebase", 2011}, {"Supabase", 2020}, {"Pinecone", 2021}, {"Weaviate", 2019}, {"DuckDB", 2019}, {"=Polars", 2020},
	{"Pandas", 2008}, {"NumPy", 2005}, {"scikit-learn|sklearn", 2007}, {"Jupyter", 2014}, {"Power BI|PowerBI", 2011}, {"Tableau", 2003}, {"Metabase", 2015}, {"RabbitMQ", 2007},
	{"Apache Pulsar", 2016}, {"Debezium", 2016}, {"Apache NiFi", 2014},
	// Machine learning.
	{"TensorFlow", 2015}, {"PyTorch", 2016}, {"Keras", 2015}, {"XGBoost", 2014}, {"LightGBM", 2016}, {"Hugging Face|HuggingFace", 2016}, {"GPT-3", 2020}, {"GPT-4", 2023},
	{"ChatGPT", 2022}, {"LangChain", 2022}, {"LlamaIndex", 2022}, {"OpenAI API", 2020}, {"GitHub Copilot", 2021}, {"MLflow", 2018}, {"Kubeflow", 2017}, {"SageMaker", 2017},
	{"Vertex AI", 2021}, {"Stable Diffusion", 2022}, {"Midjourney", 2022}, {"CUDA", 2006}, {"OpenCV", 2000}, {"spaCy", 2015}, {"LangGraph", 2024}, {"vLLM", 2023}, {"Ollama", 2023},
	{"Amazon Bedrock|AWS Bedrock", 2023}, {"=BERT", 2018},
	// Cloud and operations.
	{"AWS Lambda", 2014}, {"Amazon EKS|AWS EKS|=EKS", 2017}, {"Amazon ECS|AWS ECS", 2014}, {"AWS Fargate|Fargate", 2017}, {"CloudFormation", 2010}, {"AWS CDK", 2018},
	{"Amazon EC2|AWS EC2|=EC2", 2006}, {"AWS|Amazon Web Services", 2002}, {"Microsoft Azure|=Azure", 2008}, {"Azure DevOps", 2018}, {"Azure Functions", 2016},
	{"Google Cloud Platform|Google Cloud|=GCP", 2008}, {"Cloud Run", 2018}, {"Docker", 2013}, {"Docker Compose", 2013}, {"Docker Swarm", 2014}, {"Kubernetes|K8s", 2014},
	{"=Helm", 2015}, {"Istio", 2017}, {"Linkerd", 2016}, {"Prometheus", 2012}, {"Grafana", 2013}, {"Terraform", 2014}, {"Pulumi", 2017}, {"Ansible", 2012}, {"Vagrant", 2010},
	{"HashiCorp Vault", 2015}, {"Jenkins", 2011}, {"GitLab", 2011}, {"GitHub Actions", 2018}, {"GitHub", 2008}, {"CircleCI", 2011}, {"Travis CI", 2011}, {"ArgoCD|Argo CD", 2017},
	{"Tekton", 2018}, {"OpenShift", 2011}, {"OpenStack", 2010}, {"Datadog", 2010}, {"New Relic", 2008}, {"OpenTelemetry", 2019}, {"Traefik", 2015}, {"Cloudflare Workers", 2017},
	{"Netlify", 2014}, {"Heroku", 2007}, {"Serverless Framework", 2015}, {"Nginx", 2004}, {"Git", 2005}, {"Bitbucket", 2008}, {"Figma", 2015}, {"Postman", 2012},
	{"Swagger", 2010}, {"OpenAPI", 2015}, {"Terragrunt", 2016}, {"eBPF", 2014}, {"Crossplane", 2018}, {"=Backstage", 2020}, {"=Temporal", 2019},
	// Mobile, chains, others.
	{"iOS", 2007}, {"Android", 2007}, {"SwiftUI", 2019}, {"Jetpack Compose", 2019}, {"Android Studio", 2013}, {"ARKit", 2017}, {"Ethereum", 2013}, {"Bitcoin", 2008},
	{"Hyperledger Fabric", 2015}, {"Web3.js", 2014}, {"Hardhat", 2019}, {"Solana", 2017}, {"IPFS", 2014}, {"Chainlink", 2017}, {"OpenZeppelin", 2015}, {"Uniswap", 2018},
	{"Selenium", 2004}, {"Windows 11", 2021}, {"Windows 10", 2014},
}
