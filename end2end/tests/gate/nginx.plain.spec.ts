import { holdsOverHttp } from "../../gate/cases.ts";
import { closesWithout } from "../../gate/outage.ts";
import { nginx } from "../../gate/proxies/nginx.ts";

holdsOverHttp(nginx);
closesWithout(nginx);
