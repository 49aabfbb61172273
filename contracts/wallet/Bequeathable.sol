// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC7878} from "../interfaces/IERC7878.sol";
import {CodeStore} from "../kernel/CodeStore.sol";
import {IBequeathable} from "./IBequeathable.sol";
import {IDeadMansSwitch} from "./IDeadMansSwitch.sol";
import {ILifeSource} from "./ILifeSource.sol";
import {IPlanExecutor} from "./IPlanExecutor.sol";
import {Asset, Plan, State, Status} from "./IWalletTypes.sol";
import {WalletPlan} from "./WalletPlan.sol";

/// @title Bequeathable
/// @notice See {IBequeathable}.
/// @dev A plan's text is written once and read whole, so it is kept as code.
contract Bequeathable is IBequeathable {
    uint256 private constant MOST_EXECUTORS = 16;

    /// @inheritdoc IBequeathable
    address public immutable REGISTRY;
    address private immutable EXECUTOR;

    /// What is kept of an owner. His will is what he says of a plan; of another, it says nothing.
    struct Will {
        /// Where the plan's text is.
        address text;
        /// The trigger that was announced; 0 = none.
        uint48 announcedAt;
        bytes26 planHash;
        address[] executors;
    }

    mapping(address owner => Will will) private _wills;

    /// @notice Fixes whose plans are wills.
    /// @param registry The registry of plans.
    constructor(address registry) {
        REGISTRY = registry;
        EXECUTOR = IDeadMansSwitch(registry).EXECUTOR();
    }

    // ---- the owner ----

    /// @inheritdoc IBequeathable
    function show(Plan calldata plan) external {
        // Check
        address owner = plan.account;
        bytes26 planHash = bytes26(WalletPlan.hash(plan));
        if (planHash != _hashInForce(owner)) revert BequeathNoPlan(owner);
        bool isWill =
            plan.tiers.length == 1 &&
                plan.tiers[0].recipients.length == 1 &&
                WalletPlan.isOpen(plan.tiers[0].recipients[0].who) &&
                ILifeSource(plan.source).holderOf(owner) != address(0);
        if (!isWill) revert BequeathNotAWill(owner);
        // Here is nobody who could show evidence: where silence needs some, this reverts with what the source says.
        ILifeSource(plan.source).silentUntil(owner, "");

        // Effect
        Will storage will = _wills[owner];
        if (will.planHash == planHash) return;
        (will.planHash, will.announcedAt) = (planHash, 0);
        delete will.executors;
        emit PlanShown(owner, planHash);

        // Interaction: creates a contract that runs nothing.
        will.text = address(new CodeStore(abi.encode(plan)));
    }

    /// @inheritdoc IERC7878
    function setWill(address[] memory executors, uint256 moratoriumTTL) external {
        // Check
        (Will storage will, Plan memory plan) = _inForce(msg.sender);
        if (executors.length == 0 || executors.length > MOST_EXECUTORS) revert BequeathExecutors(executors.length);
        if (moratoriumTTL != plan.grace) revert BequeathMoratorium(moratoriumTTL, plan.grace);
        if (!ILifeSource(plan.source).isOwnersAct(msg.sender)) revert BequeathNotOwnersAct(msg.sender);
        // Effect
        will.executors = executors;
    }

    // ---- executors ----

    /// @inheritdoc IERC7878
    function announceObit(address owner, address inheritor) external {
        // Check
        (Will storage will, Plan memory plan) = _byExecutor(owner);
        address heir = _inheritorOf(plan);
        if (inheritor != heir) revert BequeathOtherInheritor(inheritor, heir);
        (bool isTriggered, Status memory status) = _courseOf(plan);
        if (isTriggered && will.announcedAt == status.triggeredAt) revert BequeathAnnounced(owner);

        // Effect
        will.announcedAt = isTriggered ? status.triggeredAt : uint48(block.timestamp);
        emit ObituaryStarted(owner, inheritor);

        // Interaction
        if (isTriggered) return;
        IDeadMansSwitch(REGISTRY).trigger(plan, "");
        _passBountyOn();
    }

    /// @inheritdoc IERC7878
    function cancelObit(address owner) external {
        // Check
        Will storage will = _wills[owner];
        if (msg.sender != owner && !_isExecutor(will, msg.sender)) revert BequeathNotExecutor(msg.sender);
        if (will.announcedAt == 0) revert BequeathNothingAnnounced(owner);
        if (_isAnnounced(owner, will)) revert BequeathStands(owner);
        // Effect
        will.announcedAt = 0;
        emit ObituaryCancelled(owner, msg.sender);
    }

    /// @inheritdoc IERC7878
    function bequeath(address owner) external {
        // Check
        (Will storage will, Plan memory plan) = _byExecutor(owner);
        if (!_isAnnounced(owner, will)) revert BequeathNothingAnnounced(owner);
        // Interaction
        uint256[] memory places = new uint256[](plan.assets.length);
        for (uint256 i = 1; i < places.length; ++i) {
            places[i] = i;
        }
        IPlanExecutor(EXECUTOR).execute(plan, places, new Asset[](0), "");
        _passBountyOn();
    }

    // ---- views ----

    /// @inheritdoc IERC7878
    function getWill(address owner) external view returns (address[] memory executors, uint256 moratoriumTTL) {
        Will storage will = _wills[owner];
        if (!_isInForce(owner, will)) return (new address[](0), 0);
        return (will.executors, planOf(owner).grace);
    }

    /// @inheritdoc IERC7878
    function getObit(address owner) external view returns (address inheritor, int256 moratoriumTTL) {
        if (!_isAnnounced(owner, _wills[owner])) return (address(0), 0);
        Plan memory plan = planOf(owner);
        (, Status memory status) = _courseOf(plan);
        uint48 from = status.executableAt > status.opensAt ? status.executableAt : status.opensAt;
        return (_inheritorOf(plan), int256(uint256(from)) - int256(block.timestamp));
    }

    /// @inheritdoc IBequeathable
    function planOf(address owner) public view returns (Plan memory) {
        bytes memory code = _wills[owner].text.code;
        if (code.length == 0) revert BequeathNoPlan(owner);
        // Before the text is one byte, which stops whoever calls it.
        bytes memory data = new bytes(code.length - 1);
        assembly ("memory-safe") {
            mcopy(add(data, 0x20), add(code, 0x21), mload(data))
        }
        return abi.decode(data, (Plan));
    }

    // ---- internals ----

    function _hashInForce(address owner) private view returns (bytes26 planHash) {
        (, planHash, , ) = IDeadMansSwitch(REGISTRY).planOf(owner);
    }

    function _isInForce(address owner, Will storage will) private view returns (bool) {
        bytes26 planHash = will.planHash;
        return planHash != 0 && planHash == _hashInForce(owner);
    }

    function _inForce(address owner) private view returns (Will storage will, Plan memory plan) {
        will = _wills[owner];
        if (!_isInForce(owner, will)) revert BequeathNoPlan(owner);
        plan = planOf(owner);
    }

    function _byExecutor(address owner) private view returns (Will storage will, Plan memory plan) {
        (will, plan) = _inForce(owner);
        if (!_isExecutor(will, msg.sender)) revert BequeathNotExecutor(msg.sender);
    }

    /// Whether the plan's course, by the registry, is one in which it is executed.
    function _courseOf(Plan memory plan) private view returns (bool isTriggered, Status memory status) {
        status = IDeadMansSwitch(REGISTRY).statusOf(plan);
        isTriggered = status.state == State.GRACE || status.state == State.EXECUTING || status.state == State.DONE;
    }

    /// Whether what was announced still holds: the same trigger does.
    function _isAnnounced(address owner, Will storage will) private view returns (bool) {
        uint48 announcedAt = will.announcedAt;
        if (announcedAt == 0 || !_isInForce(owner, will)) return false;
        (bool isTriggered, Status memory status) = _courseOf(planOf(owner));
        return isTriggered && announcedAt == status.triggeredAt;
    }

    function _isExecutor(Will storage will, address who) private view returns (bool) {
        address[] storage executors = will.executors;
        for (uint256 i = 0; i < executors.length; ++i) {
            if (executors[i] == who) return true;
        }
        return false;
    }

    /// The registry credits the bounty to this contract, which has no other credit.
    function _passBountyOn() private {
        if (IDeadMansSwitch(REGISTRY).creditOf(address(this)) != 0) IDeadMansSwitch(REGISTRY).withdraw(msg.sender);
    }

    function _inheritorOf(Plan memory plan) private pure returns (address) {
        return address(uint160(uint256(plan.tiers[0].recipients[0].who)));
    }
}
