import { servesScripts } from "../../gate/journeys.ts";
import { caddy } from "../../gate/proxies/caddy.ts";

servesScripts(caddy);
