import { servesScripts } from "../../gate/journeys.ts";
import { envoy } from "../../gate/proxies/envoy.ts";

servesScripts(envoy);
