// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {MockERC20} from "../../../contracts/mocks/MockERC20.sol";
import {StagedLife} from "../../../contracts/mocks/StagedLife.sol";
import {Bequeathable} from "../../../contracts/wallet/Bequeathable.sol";
import {DeadMansSwitch} from "../../../contracts/wallet/DeadMansSwitch.sol";
import {DeadMansSwitchCourseDesk} from "../../../contracts/wallet/DeadMansSwitchCourseDesk.sol";
import {DeadMansSwitchPlanDesk} from "../../../contracts/wallet/DeadMansSwitchPlanDesk.sol";
import {EoaProver} from "../../../contracts/wallet/EoaProver.sol";
import {IDeadMansSwitch} from "../../../contracts/wallet/IDeadMansSwitch.sol";
import {IPlanExecutor} from "../../../contracts/wallet/IPlanExecutor.sol";
import {Asset, AssetKind, Plan, Recipient, Tier} from "../../../contracts/wallet/IWalletTypes.sol";
import {VM} from "./GasVm.sol";

/// @title WalletGas
/// @notice Gas of a plan's main acts, with a source of life that answers at once. Each snapshot is of one call whose accounts and slots are all cold, as they
/// are at the start of a transaction; the transaction's own 21,000 and its calldata are not in it.
contract WalletGas {
    uint48 private constant START = 1_893_974_400;
    uint256 private constant HELD = 1_000;
    uint256 private constant MANY = 30;

    address private constant ADA = address(0xADA);
    address private constant HEIR = address(0xBE4);
    address private constant KEEPER = address(0xCEE);

    DeadMansSwitchPlanDesk private planDesk;
    DeadMansSwitchCourseDesk private courseDesk;
    IDeadMansSwitch private registry;
    IPlanExecutor private executor;
    StagedLife private life;
    MockERC20[] private tokens;

    function setUp() public {
        VM.warp(START);
        planDesk = new DeadMansSwitchPlanDesk();
        courseDesk = new DeadMansSwitchCourseDesk();
        registry = IDeadMansSwitch(address(new DeadMansSwitch(address(planDesk), address(courseDesk))));
        executor = IPlanExecutor(registry.EXECUTOR());
        life = new StagedLife();
        // In the order of their addresses, as a plan lists them.
        for (uint256 i = 0; i < MANY; ++i) {
            MockERC20 token = new MockERC20("Dollar", "USD", 6);
            tokens.push(token);
            for (uint256 j = i; j > 0 && address(tokens[j - 1]) > address(token); --j) {
                (tokens[j], tokens[j - 1]) = (tokens[j - 1], token);
            }
            token.mint(ADA, HELD);
            token.mint(HEIR, 1);
            VM.prank(ADA);
            token.approve(address(executor), type(uint256).max);
        }
    }

    // ---- the owner ----

    function test_gas_register() public {
        _next(ADA);
        registry.register(_plan(1));
        VM.snapshotGasLastCall("register, 1 asset");

        _next(address(0xB0B));
        Plan memory plan = _plan(MANY);
        plan.account = address(0xB0B);
        registry.register(plan);
        VM.snapshotGasLastCall("register, 30 assets");
    }

    function test_gas_life() public {
        Plan memory plan = _registered(1);
        VM.warp(START + 1 days);
        _next(ADA);
        registry.heartbeat();
        VM.snapshotGasLastCall("heartbeat");

        Plan memory longer = _plan(1);
        longer.period = 120 days;
        _next(ADA);
        registry.supersede(plan, longer);
        VM.snapshotGasLastCall("supersede, announced");

        _next(ADA);
        registry.cancel(plan);
        VM.snapshotGasLastCall("cancel, announced");
    }

    // ---- everybody ----

    function test_gas_execute() public {
        Plan memory plan = _triggered(1, "trigger, 1 asset");
        _execute(plan, 1, "execute, 1 asset");
    }

    function test_gas_executePage() public {
        Plan memory plan = _triggered(MANY, "trigger, 30 assets");
        _execute(plan, MANY, "execute, 30 assets");
    }

    // ---- views ----

    function test_gas_views() public {
        Plan memory plan = _registered(1);
        _cool();
        registry.statusOf(plan);
        VM.snapshotGasLastCall("statusOf, 1 asset");
    }

    function test_gas_sizes() public {
        VM.snapshotValue("runtime bytes, DeadMansSwitch", address(registry).code.length);
        VM.snapshotValue("runtime bytes, DeadMansSwitchPlanDesk", address(planDesk).code.length);
        VM.snapshotValue("runtime bytes, DeadMansSwitchCourseDesk", address(courseDesk).code.length);
        VM.snapshotValue("runtime bytes, PlanExecutor", address(executor).code.length);
        VM.snapshotValue("runtime bytes, EoaProver", address(new EoaProver()).code.length);
        VM.snapshotValue("runtime bytes, Bequeathable", address(new Bequeathable(address(registry))).code.length);
    }

    // ---- internals ----

    function _triggered(uint256 assets, string memory name) private returns (Plan memory plan) {
        plan = _registered(assets);
        VM.warp(START + 91 days);
        _next(KEEPER);
        registry.trigger(plan, "");
        VM.snapshotGasLastCall(name);
    }

    function _execute(Plan memory plan, uint256 assets, string memory name) private {
        VM.warp(START + 99 days);
        uint256[] memory places = new uint256[](assets);
        for (uint256 i = 0; i < assets; ++i) places[i] = i;
        _next(KEEPER);
        executor.execute(plan, places, new Asset[](0), "");
        VM.snapshotGasLastCall(name);
        for (uint256 i = 0; i < assets; ++i) require(tokens[i].balanceOf(HEIR) == HELD + 1, "not all of it moved");
    }

    function _registered(uint256 assets) private returns (Plan memory plan) {
        plan = _plan(assets);
        VM.prank(ADA);
        registry.register(plan);
    }

    function _plan(uint256 assets) private view returns (Plan memory plan) {
        (plan.account, plan.source) = (ADA, address(life));
        (plan.period, plan.grace, plan.changeDelay) = (90 days, 7 days, 30 days);
        plan.assets = new Asset[](assets);
        for (uint256 i = 0; i < assets; ++i) plan.assets[i] = Asset(AssetKind.ERC20, address(tokens[i]), 0, 255);
        plan.tiers = new Tier[](1);
        plan.tiers[0].recipients = new Recipient[](1);
        plan.tiers[0].recipients[0] = Recipient(bytes32(uint256(uint160(HEIR))), 10_000);
    }

    function _cool() private {
        VM.cool(address(registry));
        VM.cool(address(planDesk));
        VM.cool(address(courseDesk));
        VM.cool(address(executor));
        VM.cool(address(life));
        for (uint256 i = 0; i < MANY; ++i) VM.cool(address(tokens[i]));
    }

    function _next(address caller) private {
        _cool();
        VM.prank(caller);
    }
}
