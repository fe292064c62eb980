import { servesScripts } from "../../gate/journeys.ts";
import { haproxy } from "../../gate/proxies/haproxy.ts";

servesScripts(haproxy);
