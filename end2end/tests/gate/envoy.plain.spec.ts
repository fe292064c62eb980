import { holdsOverHttp } from "../../gate/cases.ts";
import { closesWithout } from "../../gate/outage.ts";
import { envoy } from "../../gate/proxies/envoy.ts";

holdsOverHttp(envoy);
closesWithout(envoy);
