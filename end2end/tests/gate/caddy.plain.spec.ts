import { holdsOverHttp } from "../../gate/cases.ts";
import { closesWithout } from "../../gate/outage.ts";
import { caddy } from "../../gate/proxies/caddy.ts";

holdsOverHttp(caddy);
closesWithout(caddy);
