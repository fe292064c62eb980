import { holdsOverHttp } from "../../gate/cases.ts";
import { closesWithout } from "../../gate/outage.ts";
import { haproxy } from "../../gate/proxies/haproxy.ts";

holdsOverHttp(haproxy);
closesWithout(haproxy);
