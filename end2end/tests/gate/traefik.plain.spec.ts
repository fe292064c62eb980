import { holdsOverHttp } from "../../gate/cases.ts";
import { closesWithout } from "../../gate/outage.ts";
import { traefik } from "../../gate/proxies/traefik.ts";

holdsOverHttp(traefik);
closesWithout(traefik);
